/*
 * Pushes bytes through open SMTP sessions for some seconds and says how many went in.
 *
 *   -p port  -c sessions  -d seconds  -b block bytes  -C certificate  -k key
 *   -S       STARTTLS first; otherwise the session is plain, as to a send connector
 */
#include "client.h"

static int write_some(int fd, SSL *ssl, const char *block, size_t bytes) {
  int got = ssl ? SSL_write(ssl, block, bytes) : (int)send(fd, block, bytes, MSG_NOSIGNAL);
  if (got > 0) return got;
  if (ssl) {
    int error = SSL_get_error(ssl, got);
    if (error != SSL_ERROR_WANT_WRITE && error != SSL_ERROR_WANT_READ) give_up("write");
  } else if (errno != EAGAIN) {
    give_up("send");
  }
  return 0;
}

/* Lines of mail, so that a proxy that looks at lines has to. */
static char *mail(size_t bytes) {
  char *block = malloc(bytes);
  memset(block, 'a', bytes);
  for (size_t at = 76; at + 1 < bytes; at += 78) memcpy(block + at, "\r\n", 2);
  return block;
}

int main(int argc, char **argv) {
  int option, port = 0, sessions = 1, is_starttls = 0;
  double seconds = 3;
  size_t block_bytes = 65536;
  const char *cert = NULL, *key = NULL;
  while ((option = getopt(argc, argv, "p:c:d:b:C:k:S")) != -1) switch (option) {
      case 'p': port = atoi(optarg); break;
      case 'c': sessions = atoi(optarg); break;
      case 'd': seconds = atof(optarg); break;
      case 'b': block_bytes = atoi(optarg); break;
      case 'C': cert = optarg; break;
      case 'k': key = optarg; break;
      case 'S': is_starttls = 1; break;
      default: exit(64);
    }
  signal(SIGPIPE, SIG_IGN);
  SSL_CTX *context = is_starttls ? client_context(cert, key) : NULL;
  if (context) SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  char *block = mail(block_bytes);
  int *fds = calloc(sessions, sizeof *fds), epoll = epoll_create1(0);
  SSL **ssls = calloc(sessions, sizeof *ssls);
  for (int i = 0; i < sessions; i++) {
    fds[i] = dial(port);
    ssls[i] = smtp_session(fds[i], context);
    fcntl(fds[i], F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = i};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
  }
  struct epoll_event events[64];
  double bytes = 0, since = now();
  while (now() - since < seconds) {
    int count = epoll_wait(epoll, events, 64, 100);
    for (int i = 0; i < count; i++) {
      int at = events[i].data.u32, got = 1;
      for (int turn = 0; turn < 8 && got > 0; turn++) bytes += got = write_some(fds[at], ssls[at], block, block_bytes);
    }
  }
  double wall = now() - since;
  printf("{\"megabytesPerSecond\":%.2f,\"gigabytes\":%.4f}\n", bytes / 1e6 / wall, bytes / 1e9);
  return 0;
}
