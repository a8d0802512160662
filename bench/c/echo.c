/*
 * One open session that says a line now and then and times its echo: what an established flow feels.
 *
 *   -p port  -t seconds  -C certificate  -k key  -S STARTTLS on an SMTP session instead of TLS at once
 */
#include "client.h"

enum { LINE_BYTES = 80, PAUSE_NS = 2000000 };

static double round_trip(SSL *ssl, const char *line) {
  char heard[LINE_BYTES];
  int length = 0;
  double since = now();
  if (SSL_write(ssl, line, LINE_BYTES) <= 0) give_up("write");
  while (length < LINE_BYTES) {
    int got = SSL_read(ssl, heard, LINE_BYTES - length);
    if (got <= 0) give_up("read");
    length += got;
  }
  return now() - since;
}

int main(int argc, char **argv) {
  int option, port = 0, is_starttls = 0;
  double seconds = 3;
  const char *cert = NULL, *key = NULL;
  while ((option = getopt(argc, argv, "p:t:C:k:S")) != -1) switch (option) {
      case 'p': port = atoi(optarg); break;
      case 't': seconds = atof(optarg); break;
      case 'C': cert = optarg; break;
      case 'k': key = optarg; break;
      case 'S': is_starttls = 1; break;
      default: exit(64);
    }
  SSL_CTX *context = client_context(cert, key);
  int fd = dial(port);
  SSL *ssl = is_starttls ? smtp_session(fd, context) : secure(fd, context);
  if (!is_starttls) expect_reply(fd, ssl, "220");
  char line[LINE_BYTES + 1];
  memset(line, 'e', LINE_BYTES - 2);
  memcpy(line + LINE_BYTES - 2, "\r\n", 3);
  long count = 0, most = (long)(seconds * 1e9 / PAUSE_NS) + 16;
  double *latencies = calloc(most, sizeof *latencies), since = now();
  struct timespec pause = {.tv_nsec = PAUSE_NS};
  while (now() - since < seconds && count < most) {
    latencies[count++] = round_trip(ssl, line);
    nanosleep(&pause, NULL);
  }
  qsort(latencies, count, sizeof *latencies, by_size);
  printf("{\"count\":%ld,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n", count, quantile(latencies, count, .5) * 1e3,
         quantile(latencies, count, .99) * 1e3);
  return 0;
}
