// A reflector of TWAMP-Test in open mode that knows no sessions: what the kernel allows. RFC 5357 §4.2.
// usage: refl PORT BUFFER SECONDS
#include "probe.h"

static struct mmsghdr rx[BATCH], tx[BATCH];
static struct iovec in[BATCH], out[BATCH];
static struct sockaddr_in peer[BATCH];
static unsigned char packet[BATCH][LARGEST] __attribute__((aligned(64)));
static unsigned char control[BATCH][CONTROL] __attribute__((aligned(16)));

static void reflect(unsigned char *p, uint32_t sequence, const struct timespec *received, int ttl) {
    memmove(p + 24, p, OPEN_SENDER);
    put32(p, sequence);
    p[12] = 0x80; // S, scale 0
    p[13] = 1;
    p[14] = p[15] = 0;
    put64(p + 16, to_ntp(nanos(received)));
    p[38] = p[39] = 0;
    p[40] = ttl;
    put64(p + 4, to_ntp(now(CLOCK_REALTIME)));
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    alarm(atoi(argv[3]));
    int fd = bound_socket(atoi(argv[1]), atoi(argv[2])), on = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) fail("SO_TIMESTAMPNS");
    if (setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on)) fail("IP_RECVTTL");
    for (int i = 0; i < BATCH; i++) {
        in[i] = (struct iovec){packet[i], LARGEST};
        rx[i].msg_hdr = (struct msghdr){.msg_name = &peer[i], .msg_namelen = sizeof peer[i], .msg_iov = &in[i],
                                        .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = CONTROL};
        tx[i].msg_hdr = (struct msghdr){.msg_namelen = sizeof peer[i], .msg_iov = &out[i], .msg_iovlen = 1};
    }
    puts("ready");
    fflush(stdout);
    uint32_t sequence = 0;
    for (;;) {
        int received = recvmmsg(fd, rx, BATCH, MSG_WAITFORONE, NULL), replies = 0;
        if (received < 0 && errno != EINTR) fail("recvmmsg");
        for (int i = 0; i < received; i++) {
            struct msghdr *message = &rx[i].msg_hdr;
            struct timespec stamp = {0};
            int ttl = 255;
            for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
                if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
                else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
            }
            message->msg_namelen = sizeof peer[i];
            message->msg_controllen = CONTROL;
            unsigned length = rx[i].msg_len;
            if (length < OPEN_SENDER) continue;
            reflect(packet[i], sequence++, &stamp, ttl);
            out[replies] = (struct iovec){packet[i], length < OPEN_REPLY ? OPEN_REPLY : length};
            tx[replies++].msg_hdr.msg_name = &peer[i];
        }
        for (int sent = 0; sent < replies;) {
            int n = sendmmsg(fd, tx + sent, replies - sent, 0);
            if (n > 0) sent += n;
            else if (errno != EINTR) sent++;
        }
    }
}
