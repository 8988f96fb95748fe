// What reflector and loader share: clocks, NTP timestamps, sockets on loopback.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <time.h>
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, LARGEST = 2048, CONTROL = 128 };
enum { OPEN_SENDER = 14, OPEN_REPLY = 41 }; // octets of the packets in open mode, RFC 5357 §4.1.2 and §4.2.1

static const int64_t SECOND = 1000000000;
static const uint32_t NTP_EPOCH = 2208988800u; // 1970 in seconds since 1900

static inline int64_t nanos(const struct timespec *t) { return t->tv_sec * SECOND + t->tv_nsec; }

static inline int64_t now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return nanos(&t);
}

static inline uint64_t to_ntp(int64_t ns) {
    return (uint64_t)(ns / SECOND + NTP_EPOCH) << 32 | ((uint64_t)(ns % SECOND) << 32) / SECOND;
}

static inline int64_t from_ntp(uint64_t ntp) {
    return (int64_t)((ntp >> 32) - NTP_EPOCH) * SECOND + (int64_t)(((ntp & 0xffffffffu) * SECOND + (1ull << 31)) >> 32);
}

static inline void put32(unsigned char *p, uint32_t v) { v = htonl(v); memcpy(p, &v, 4); }
static inline void put64(unsigned char *p, uint64_t v) { v = __builtin_bswap64(v); memcpy(p, &v, 8); }
static inline uint32_t get32(const unsigned char *p) { uint32_t v; memcpy(&v, p, 4); return ntohl(v); }
static inline uint64_t get64(const unsigned char *p) { uint64_t v; memcpy(&v, p, 8); return __builtin_bswap64(v); }

static inline void fail(const char *what) {
    perror(what);
    exit(1);
}

static inline struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

// A UDP socket with a receive buffer as large as asked for, if we may, else as the system allows.
static inline int bound_socket(int port, int buffer) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in local = loopback(port);
    if (fd < 0) fail("socket");
    if (bind(fd, (struct sockaddr *)&local, sizeof local)) fail("bind");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    return fd;
}

static inline int buffer_of(int fd) {
    int buffer = 0;
    socklen_t length = sizeof buffer;
    getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, &length);
    return buffer;
}
