// Sends test packets of TWAMP to a port of loopback and prints what came back as name=value.
//   load closed PORT SOURCE BUFFER SECONDS LENGTH [FILE]   as fast as replies come, 128 on their way; packets of FILE, else open ones
//   load ping   PORT SOURCE BUFFER COUNT INTERVAL_NS LEAD_NS   on schedule, so long before a packet spinning; delays in nanoseconds
//   load forward PORT - - COUNT INTERVAL_NS ADDRESS        on schedule to another address, T1 as the kernel has it
//   load many   PORT SOURCE BUFFER SECONDS SESSIONS RATE   from as many ports from SOURCE on, each with RATE packets a second
#include "probe.h"

enum { WINDOW = 128, FIXED = 41, STAMP = 44, MANY_EVENTS = 512 };

static struct mmsghdr rx[BATCH], tx[BATCH];
static struct iovec in[BATCH], out[BATCH];
static unsigned char reply[BATCH][LARGEST], packet[BATCH][LARGEST], control[BATCH][CONTROL];

static int64_t cpu(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (r.ru_utime.tv_sec + r.ru_stime.tv_sec) * SECOND + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1000;
}

static void prepare(int length) {
    for (int i = 0; i < BATCH; i++) {
        in[i] = (struct iovec){reply[i], LARGEST};
        out[i] = (struct iovec){packet[i], length};
        packet[i][13] = 1; // Multiplier of the Error Estimate
        rx[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = CONTROL};
        tx[i].msg_hdr = (struct msghdr){.msg_iov = &out[i], .msg_iovlen = 1};
    }
}

static void write_open(unsigned char *p, uint32_t sequence, int64_t at) {
    put32(p, sequence);
    put64(p + 4, to_ntp(at));
}

static unsigned char *read_packets(const char *file, int length, int *count) {
    FILE *f = fopen(file, "rb");
    if (!f) fail(file);
    unsigned char *all = malloc(1 << 24);
    *count = fread(all, 1, 1 << 24, f) / length;
    fclose(f);
    if (*count < BATCH) exit(2);
    return all;
}

static void closed(int fd, int seconds, int length, const char *file) {
    int prepared = 0;
    unsigned char *all = file ? read_packets(file, length, &prepared) : NULL;
    int64_t sent = 0, got = 0, lost = 0, c0 = cpu(), start = now(CLOCK_MONOTONIC), end = start + seconds * SECOND, last = start, t;
    while ((t = now(CLOCK_MONOTONIC)) < end) {
        int64_t room = WINDOW - (sent - got - lost);
        int k = room > BATCH ? BATCH : (int)room;
        if (k > 0) {
            int64_t at = now(CLOCK_REALTIME);
            for (int i = 0; i < k; i++) {
                if (all) out[i].iov_base = all + (sent + i) % prepared * length;
                else write_open(packet[i], (uint32_t)(sent + i), at);
            }
            int n = sendmmsg(fd, tx, k, 0);
            if (n > 0) sent += n;
        }
        int n = recvmmsg(fd, rx, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < n; i++) got += rx[i].msg_len >= OPEN_REPLY;
        if (n > 0) last = t;
        else if (t - last > SECOND / 4) { // what is still missing will not come
            lost = sent - got;
            last = t;
        }
    }
    double elapsed = (now(CLOCK_MONOTONIC) - start) / 1e9;
    int64_t cpu_ns = cpu() - c0;
    struct pollfd wait = {fd, POLLIN, 0};
    while (got < sent && poll(&wait, 1, 500) > 0) { // those on their way
        int n = recvmmsg(fd, rx, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < n; i++) got += rx[i].msg_len >= OPEN_REPLY;
    }
    printf("sent=%ld received=%ld pps=%.0f cpu_ns=%.0f\n", (long)sent, (long)got, got / elapsed, (double)cpu_ns / got);
}

static int64_t stamp_of(struct msghdr *message) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec t;
        memcpy(&t, CMSG_DATA(c), sizeof t);
        return nanos(&t);
    }
    return 0;
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void distribution(const char *name, int64_t *values, int count) {
    if (!count) return;
    qsort(values, count, sizeof *values, compare);
    printf("%s_p50=%ld %s_p90=%ld %s_p99=%ld ", name, (long)values[count / 2], name, (long)values[count * 9L / 10], name,
           (long)values[count * 99L / 100]);
}

// Takes from the error queue when the kernel gave packets to the device.
static void departures(int fd, int64_t *t1, int sent) {
    unsigned char left[256];
    struct msghdr message = {.msg_control = left, .msg_controllen = sizeof left};
    for (; recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) >= 0; message.msg_controllen = sizeof left) {
        struct timespec at = {0, 0};
        struct sock_extended_err which = {.ee_data = UINT32_MAX};
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPING) memcpy(&at, CMSG_DATA(c), sizeof at);
            if (c->cmsg_level == SOL_IP && c->cmsg_type == IP_RECVERR) memcpy(&which, CMSG_DATA(c), sizeof which);
        }
        if (at.tv_sec && which.ee_data < (uint32_t)sent) t1[which.ee_data] = nanos(&at);
    }
}

// Net round trips (T4 - T1) - (T3 - T2) with the kernel's T4, delays there T2 - T1, and how late packets left.
static void ping(int fd, int count, int64_t interval, int stamped, int64_t lead) {
    int on = 1, sent = 0, got = 0;
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) fail("SO_TIMESTAMPNS");
    int flags = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
    if (stamped && setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags)) fail("SO_TIMESTAMPING");
    int64_t *t1 = calloc(count, 8), *late = calloc(count, 8), *net = calloc(count, 8), *there = calloc(count, 8);
    int64_t base = now(CLOCK_REALTIME) + SECOND / 200, end = base + count * interval + SECOND / 2;
    while (sent < count || (got < count && now(CLOCK_REALTIME) < end)) {
        int64_t due = sent < count ? base + sent * interval : end, t = now(CLOCK_REALTIME);
        int64_t wait_until = sent < count ? due - lead : due;
        if (t < wait_until) {
            struct timespec left = {(wait_until - t) / SECOND, (wait_until - t) % SECOND};
            struct pollfd wait = {fd, POLLIN, 0};
            ppoll(&wait, 1, &left, NULL);
        } else {
            while (now(CLOCK_REALTIME) < due) {}
        }
        if (sent < count && (t = now(CLOCK_REALTIME)) >= due) {
            write_open(packet[0], sent, t);
            if (sendmsg(fd, &tx[0].msg_hdr, 0) < 0) fail("sendmsg");
            t1[sent] = t;
            late[sent++] = t - due;
        }
        if (stamped) departures(fd, t1, sent);
        int n = recvmmsg(fd, rx, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < n; i++) {
            uint32_t sequence = get32(reply[i] + 24);
            int64_t t4 = stamp_of(&rx[i].msg_hdr);
            rx[i].msg_hdr.msg_controllen = CONTROL;
            if (rx[i].msg_len < OPEN_REPLY || sequence >= (uint32_t)sent) continue;
            there[got] = from_ntp(get64(reply[i] + 16)) - t1[sequence];
            net[got++] = t4 - t1[sequence] - (from_ntp(get64(reply[i] + 4)) - from_ntp(get64(reply[i] + 16)));
        }
    }
    distribution("net", net, got);
    distribution("forward", there, got);
    distribution("late", late, sent);
    printf("sent=%d received=%d\n", sent, got);
}

static void many(int port, int source, int buffer, int seconds, int sessions, int rate) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct sockaddr_in to = loopback(port);
    struct epoll_event events[MANY_EVENTS];
    int *fd = calloc(sessions, sizeof *fd), poller = epoll_create1(0);
    uint32_t *sequence = calloc(sessions, sizeof *sequence);
    for (int i = 0; i < sessions; i++) {
        fd[i] = bound_socket(source + i, buffer);
        struct epoll_event interest = {.events = EPOLLIN, .data.fd = fd[i]};
        if (connect(fd[i], (struct sockaddr *)&to, sizeof to)) fail("connect");
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd[i], &interest)) fail("epoll_ctl");
    }
    int64_t sent = 0, got = 0, c0 = cpu(), start = now(CLOCK_MONOTONIC), end = start + seconds * SECOND, t;
    double gap = (double)SECOND / sessions / rate;
    while ((t = now(CLOCK_MONOTONIC)) < end || (got < sent && t < end + SECOND)) {
        int64_t due = t < end ? (int64_t)((t - start) / gap) : sent;
        if (due - sent > 1000) due = sent + 1000; // receives between
        for (; sent < due; sent++) {
            int i = (int)(sent % sessions);
            write_open(packet[0], sequence[i]++, now(CLOCK_REALTIME));
            if (send(fd[i], packet[0], FIXED, 0) < 0) fail("send");
        }
        int n = epoll_wait(poller, events, MANY_EVENTS, 1);
        for (int i = 0; i < n; i++) {
            while (recv(events[i].data.fd, reply[0], LARGEST, MSG_DONTWAIT) >= OPEN_REPLY) got++;
        }
    }
    printf("sent=%ld received=%ld pps=%.0f cpu_ns=%.0f\n", (long)sent, (long)got, (double)sent / seconds, (double)(cpu() - c0) / got);
}

int main(int argc, char **argv) {
    if (argc < 7) return 2;
    int port = atoi(argv[2]), source = atoi(argv[3]), buffer = atoi(argv[4]), first = atoi(argv[5]), second = atoi(argv[6]);
    alarm(180);
    prctl(PR_SET_TIMERSLACK, 1);
    prepare(*argv[1] == 'c' ? second : *argv[1] == 'f' ? STAMP : FIXED);
    if (*argv[1] == 'm') {
        if (argc != 8) return 2;
        many(port, source, buffer, first, second, atoi(argv[7]));
        return 0;
    }
    struct sockaddr_in to = loopback(port);
    int elsewhere = *argv[1] == 'f';
    if (elsewhere && (argc != 8 || inet_pton(AF_INET, argv[7], &to.sin_addr) != 1)) return 2;
    int fd = elsewhere ? socket(AF_INET, SOCK_DGRAM, 0) : bound_socket(source, buffer);
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    printf("buffer=%d ", buffer_of(fd));
    if (*argv[1] == 'c') closed(fd, first, second, argc > 7 ? argv[7] : NULL);
    else ping(fd, first, second, elsewhere, elsewhere || argc < 8 ? 0 : atoi(argv[7]));
    return 0;
}
