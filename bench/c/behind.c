/*
 * The server behind the proxies: greets, answers EHLO, and takes the rest as it was told. Costs next to nothing.
 *
 *   behind PORT echo      everything else comes back
 *   behind PORT discard   everything else is thrown away
 *   behind PORT discard CERTIFICATE KEY   the same, as a peer that offers STARTTLS and takes any certificate
 */
#include "client.h"
#include <strings.h>

struct guest {
  int fd;
  SSL *ssl;
  int has_greeted;
};

static char bytes[1 << 18];
static SSL_CTX *context;
static int is_echo;

static int any_certificate(int is_good, X509_STORE_CTX *store) {
  (void)is_good;
  (void)store;
  return 1;
}

static SSL_CTX *server_context(const char *cert, const char *key) {
  SSL_CTX *made = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_options(made, SSL_OP_NO_TICKET);
  SSL_CTX_set_verify(made, SSL_VERIFY_PEER, any_certificate);
  if (SSL_CTX_use_certificate_file(made, cert, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) != 1)
    give_up("certificate");
  return made;
}

static void tell(struct guest *guest, const char *words, size_t length) {
  if (guest->ssl) SSL_write(guest->ssl, words, length);
  else send(guest->fd, words, length, MSG_NOSIGNAL);
}

static void say(struct guest *guest, const char *words) { tell(guest, words, strlen(words)); }

static void upgrade(struct guest *guest) {
  say(guest, "220 2.0.0 Ready\r\n");
  guest->ssl = SSL_new(context);
  guest->has_greeted = 0;
  SSL_set_fd(guest->ssl, guest->fd);
  SSL_set_accept_state(guest->ssl);
}

static void answer(struct guest *guest, int length) {
  if (!guest->has_greeted && length > 4 && !strncasecmp(bytes, "EHLO", 4)) {
    if (context && !guest->ssl) return say(guest, "250-behind.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
    guest->has_greeted = 1;
    return say(guest, "250-behind.example\r\n250 8BITMIME\r\n");
  }
  if (context && !guest->ssl && !strncasecmp(bytes, "STARTTLS", 8)) return upgrade(guest);
  if (is_echo) tell(guest, bytes, length);
}

/* False when the guest has left. */
static int attend(struct guest *guest) {
  for (int turn = 0; turn < 16; turn++) {
    int got = guest->ssl ? SSL_read(guest->ssl, bytes, sizeof bytes) : (int)recv(guest->fd, bytes, sizeof bytes, 0);
    if (got > 0) {
      answer(guest, got);
      continue;
    }
    if (!guest->ssl) return got < 0 && errno == EAGAIN;
    int error = SSL_get_error(guest->ssl, got);
    ERR_clear_error();
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
  }
  return 1;
}

static void welcome(int listener, int epoll) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct guest *guest = calloc(1, sizeof *guest);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = guest};
    guest->fd = fd;
    no_delay(fd);
    say(guest, "220 behind.example ESMTP\r\n");
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  struct sockaddr_in address = loopback(atoi(argv[1]));
  struct epoll_event events[256], event = {.events = EPOLLIN, .data.ptr = NULL};
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  is_echo = !strcmp(argv[2], "echo");
  if (argc > 4) context = server_context(argv[3], argv[4]);
  signal(SIGPIPE, SIG_IGN);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) give_up("listen");
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      struct guest *guest = events[i].data.ptr;
      if (!guest) {
        welcome(listener, epoll);
      } else if (!attend(guest)) {
        SSL_free(guest->ssl);
        close(guest->fd);
        free(guest);
      }
    }
  }
}
