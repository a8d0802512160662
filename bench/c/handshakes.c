/*
 * Opens sessions as fast as a server lets it, so many at a time, one thread. A session counts only when the positive
 * answer of the server BEHIND the proxy was read: the proxy has then decided, connected and forwarded.
 *
 *   -p port  -c at a time  -n in all  -t seconds at most  -C certificate  -k key
 *   -S       STARTTLS on an SMTP session instead of TLS at once
 *   -H       holds the sessions open until standard input ends
 *
 * Prints one line of JSON.
 */
#include "client.h"
#include <sys/resource.h>

enum phase { GREETING, HELLO_SAID, UPGRADE_SAID, HANDSHAKE, ANSWER, HELD, OVER };

struct session {
  int fd;
  SSL *ssl;
  enum phase phase;
  double since;
  char heard[2048];
  int heard_bytes;
};

static int port, at_once = 16, total = 1000, is_starttls, is_held;
static double within = 60;
static const char *cert, *key;
static SSL_CTX *context;
static int epoll, started, done, failed;
static double *latencies;

static void listen_for(struct session *s, int writing) {
  struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = s};
  epoll_ctl(epoll, EPOLL_CTL_MOD, s->fd, &event);
}

/* Sources 127.0.0.2 to 127.0.0.51 in turn: no limit for one address, and no lack of ports, is measured. */
static void bind_source(int fd) {
  int one = 1;
  struct sockaddr_in source = {.sin_family = AF_INET};
  source.sin_addr.s_addr = htonl(0x7f000002 + started % 50);
  setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (bind(fd, (void *)&source, sizeof source)) give_up("bind");
}

static void begin(struct session *s) {
  s->phase = OVER;
  if (started >= total) return;
  started++;
  s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (s->fd < 0) give_up("socket");
  no_delay(s->fd);
  bind_source(s->fd);
  struct sockaddr_in address = loopback(port);
  s->since = now();
  s->phase = is_starttls ? GREETING : HANDSHAKE;
  s->heard_bytes = 0;
  if (connect(s->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) give_up("connect");
  struct epoll_event event = {.events = EPOLLIN | (is_starttls ? 0 : EPOLLOUT), .data.ptr = s};
  epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
  s->ssl = SSL_new(context);
  SSL_set_fd(s->ssl, s->fd);
  SSL_set_connect_state(s->ssl);
}

static void end(struct session *s, int is_good) {
  if (is_good) latencies[done++] = now() - s->since;
  else failed++;
  ERR_clear_error();
  if (is_good && is_held) {
    s->phase = HELD;
    epoll_ctl(epoll, EPOLL_CTL_DEL, s->fd, NULL);
    return;
  }
  if (is_good) SSL_shutdown(s->ssl);
  SSL_free(s->ssl);
  close(s->fd);
  begin(s);
}

static void say(struct session *s, const char *words, enum phase next) {
  send(s->fd, words, strlen(words), MSG_NOSIGNAL);
  s->heard_bytes = 0;
  s->phase = next;
}

/* Reads replies up to the handshake. True when TLS may begin. */
static int converse(struct session *s) {
  int got = recv(s->fd, s->heard + s->heard_bytes, sizeof s->heard - 1 - s->heard_bytes, 0);
  if (got < 0 && errno == EAGAIN) return 0;
  if (got <= 0) return end(s, 0), 0;
  s->heard_bytes += got;
  if (!is_whole_reply(s->heard, s->heard_bytes)) return 0;
  if (s->heard[0] != '2') return end(s, 0), 0;
  if (s->phase == GREETING) return say(s, HELLO, HELLO_SAID), 0;
  if (s->phase == HELLO_SAID) return say(s, UPGRADE, UPGRADE_SAID), 0;
  s->phase = HANDSHAKE;
  return 1;
}

static void wait_or_fail(struct session *s, int result) {
  int error = SSL_get_error(s->ssl, result);
  if (error == SSL_ERROR_WANT_READ) listen_for(s, 0);
  else if (error == SSL_ERROR_WANT_WRITE) listen_for(s, 1);
  else end(s, 0);
}

static void step(struct session *s) {
  char bytes[4096];
  if (s->phase < HANDSHAKE && !converse(s)) return;
  if (s->phase == HANDSHAKE) {
    int result = SSL_do_handshake(s->ssl);
    if (result != 1) return wait_or_fail(s, result);
    s->phase = ANSWER;
    if (is_starttls) SSL_write(s->ssl, HELLO, strlen(HELLO));
  }
  if (s->phase == ANSWER) {
    int result = SSL_read(s->ssl, bytes, sizeof bytes);
    if (result > 0) end(s, bytes[0] == '2');
    else wait_or_fail(s, result);
  }
}

static double own_cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void read_options(int argc, char **argv) {
  int option;
  while ((option = getopt(argc, argv, "p:c:n:t:C:k:SH")) != -1) switch (option) {
      case 'p': port = atoi(optarg); break;
      case 'c': at_once = atoi(optarg); break;
      case 'n': total = atoi(optarg); break;
      case 't': within = atof(optarg); break;
      case 'C': cert = optarg; break;
      case 'k': key = optarg; break;
      case 'S': is_starttls = 1; break;
      case 'H': is_held = 1; break;
      default: exit(64);
    }
}

/* A held session keeps its place; the next one takes a new one. */
static void run_held(void) {
  struct epoll_event events[256];
  struct session *all = calloc(total, sizeof *all);
  int begun = 0;
  double since = now();
  while (done + failed < total && now() - since < within) {
    while (begun < total && begun - done - failed < at_once) begin(&all[begun++]);
    int count = epoll_wait(epoll, events, 256, 200);
    for (int i = 0; i < count; i++) step(events[i].data.ptr);
  }
}

static void run(void) {
  struct epoll_event events[256];
  struct session *all = calloc(at_once, sizeof *all);
  double since = now();
  for (int i = 0; i < at_once; i++) begin(&all[i]);
  while (done + failed < total && now() - since < within) {
    int count = epoll_wait(epoll, events, 256, 200);
    for (int i = 0; i < count; i++) step(events[i].data.ptr);
  }
}

int main(int argc, char **argv) {
  read_options(argc, argv);
  signal(SIGPIPE, SIG_IGN);
  context = client_context(cert, key);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  epoll = epoll_create1(0);
  latencies = calloc(total + at_once, sizeof *latencies);
  double since = now(), cpu = own_cpu();
  if (is_held) run_held();
  else run();
  double wall = now() - since, used = own_cpu() - cpu;
  qsort(latencies, done, sizeof *latencies, by_size);
  printf("{\"done\":%d,\"failed\":%d,\"seconds\":%.3f,\"rate\":%.1f,\"ownCpuUs\":%.1f,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n", done,
         failed, wall, done / wall, used * 1e6 / (done ? done : 1), quantile(latencies, done, .5) * 1e3,
         quantile(latencies, done, .99) * 1e3);
  fflush(stdout);
  if (is_held) {
    char byte;
    while (read(0, &byte, 1) > 0) continue;
  }
  return 0;
}
