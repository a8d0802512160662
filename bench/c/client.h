/*
 * What the load generators share: a clock, TLS settings of a peer with a certificate, connecting, and the words of
 * SMTP before TLS. Blocking unless said otherwise. Any failure of the set-up ends the program with status 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HELLO "EHLO bench.example\r\n"
#define UPGRADE "STARTTLS\r\n"

static inline double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static inline void give_up(const char *what) {
  perror(what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static inline int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Of sorted values; 0 when there are none. */
static inline double quantile(const double *sorted, long count, double part) {
  if (count == 0) return 0;
  long at = (long)(count * part);
  return sorted[at < count ? at : count - 1];
}

static inline SSL_CTX *client_context(const char *cert, const char *key) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(context, "X25519");
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  if (cert && (SSL_CTX_use_certificate_file(context, cert, SSL_FILETYPE_PEM) != 1 ||
               SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1))
    give_up("certificate");
  return context;
}

static inline struct sockaddr_in loopback(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static inline void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static inline int dial(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = loopback(port);
  no_delay(fd);
  if (connect(fd, (void *)&address, sizeof address)) give_up("connect");
  return fd;
}

/* Whether an SMTP reply is complete: its last line has a space after the code. */
static inline int is_whole_reply(const char *text, int length) {
  if (length < 5 || text[length - 1] != '\n') return 0;
  int start = length - 1;
  while (start > 0 && text[start - 1] != '\n') start--;
  return text[start + 3] == ' ';
}

static inline void expect_reply(int fd, SSL *ssl, const char *code) {
  char text[4096];
  int length = 0;
  while (length < (int)sizeof text - 1) {
    int got = ssl ? SSL_read(ssl, text + length, sizeof text - 1 - length)
                  : (int)recv(fd, text + length, sizeof text - 1 - length, 0);
    if (got <= 0) give_up("reply");
    length += got;
    text[length] = 0;
    if (is_whole_reply(text, length)) break;
  }
  if (strncmp(text, code, 3)) {
    fprintf(stderr, "expected %s, heard %s\n", code, text);
    exit(1);
  }
}

static inline SSL *secure(int fd, SSL_CTX *context) {
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, fd);
  if (SSL_connect(ssl) != 1) give_up("handshake");
  return ssl;
}

/* As far as the server behind: banner, EHLO, STARTTLS, TLS, EHLO; without TLS when there is no context. */
static inline SSL *smtp_session(int fd, SSL_CTX *context) {
  SSL *ssl = NULL;
  expect_reply(fd, NULL, "220");
  if (context) {
    send(fd, HELLO, strlen(HELLO), MSG_NOSIGNAL);
    expect_reply(fd, NULL, "250");
    send(fd, UPGRADE, strlen(UPGRADE), MSG_NOSIGNAL);
    expect_reply(fd, NULL, "220");
    ssl = secure(fd, context);
    SSL_write(ssl, HELLO, strlen(HELLO));
  } else {
    send(fd, HELLO, strlen(HELLO), MSG_NOSIGNAL);
  }
  expect_reply(fd, ssl, "250");
  return ssl;
}
