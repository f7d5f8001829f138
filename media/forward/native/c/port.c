/* The media thread: reads the UDP port, forwards what it knows, hands up the rest. Never touches Python. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "types.h"

union source { struct sockaddr_in v4; struct sockaddr_in6 v6; };

struct reader {
    forward_core *core;
    struct mmsghdr headers[BATCH];
    struct iovec vectors[BATCH];
    union source sources[BATCH];
    uint8_t bytes[BATCH][MAX_DATAGRAM];
    /* Packets that will be forwarded together, and the runs of one stream among them. */
    struct packet *packets;
    int taken;
    struct run runs[BATCH];
    int run_count;
};

static double clock_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int read_some(struct reader *reader, int fd, int from) {
    for (int index = from; index < BATCH; index++) {
        struct msghdr *header = &reader->headers[index].msg_hdr;
        reader->vectors[index] = (struct iovec){reader->bytes[index], MAX_DATAGRAM};
        memset(header, 0, sizeof *header);
        header->msg_name = &reader->sources[index];
        header->msg_namelen = sizeof reader->sources[index];
        header->msg_iov = &reader->vectors[index];
        header->msg_iovlen = 1;
    }
    int got = recvmmsg(fd, reader->headers + from, (unsigned)(BATCH - from), MSG_DONTWAIT, NULL);
    if (got < 0 && errno != EAGAIN && errno != EINTR) COUNT(reader->core, FORWARD_RECEIVE_ERROR);
    return got < 0 ? 0 : got;
}

/* RFC 7983: RTP and RTCP begin with 128..191; RFC 5761: RTCP has 192..223 in its second byte. */
static int is_rtp(const uint8_t *data, size_t length) {
    return length > 1 && data[0] >> 6 == 2 && !(data[1] >= 192 && data[1] <= 223);
}

static forward_peer *peer_of(const struct reader *reader, int index) {
    const union source *source = &reader->sources[index];
    uint8_t key[20];
    if (source->v4.sin_family == AF_INET)
        route_key(key, AF_INET, (const uint8_t *)&source->v4.sin_addr, ntohs(source->v4.sin_port));
    else route_key(key, AF_INET6, (const uint8_t *)&source->v6.sin6_addr, ntohs(source->v6.sin6_port));
    return route_find(reader->core, key);
}

/* The rest of a frame is on its way: worth waiting for, because packets to one subscriber leave together. */
static int frame_goes_on(const struct reader *reader, int index) {
    const uint8_t *data = reader->bytes[index];
    if (!is_rtp(data, reader->headers[index].msg_len) || data[1] & 0x80) return 0;
    const forward_peer *peer = peer_of(reader, index);
    int codec = peer ? peer->plan.codecs[data[1] & 0x7F] : 0;
    return is_picture(codec);
}

static void forward_taken(struct reader *reader, double now) {
    if (!reader->run_count) return;
    fan_out(reader->core, reader->runs, reader->run_count, now);
    for (int index = 0; index < reader->run_count; index++) stream_unref(reader->runs[index].stream);
    reader->taken = reader->run_count = 0;
}

/* Takes the next `count` packets of reader->packets as this stream's. */
static void note_run(struct reader *reader, forward_stream *stream, int count) {
    struct run *run = &reader->runs[reader->run_count ? reader->run_count - 1 : 0];
    if (!reader->run_count || run->stream != stream) {
        stream_ref(stream);
        run = reader->runs + reader->run_count++;
        *run = (struct run){stream, reader->packets + reader->taken, 0};
    }
    run->count += count;
    reader->taken += count;
}

static void take_rtp(struct reader *reader, forward_peer *peer, uint8_t *data, int length, double now) {
    forward_core *core = reader->core;
    struct packet *packet = &reader->packets[reader->taken];
    forward_stream *stream;
    int count = 0;
    COUNT(core, FORWARD_RECEIVED);
    if (core->unprotect(peer->receive, data, &length) != 0) {
        COUNT(core, FORWARD_NOT_AUTHENTIC);
        return;
    }
    int result = packet_parse(packet, data, (size_t)length);
    int opening = result == FORWARD_OK && peer_is_opening(peer, packet->ssrc);
    if (result == FORWARD_OK && !opening) result = peer_take(peer, packet, (size_t)length, now, &stream, &count);
    if (result == FORWARD_UNBOUND || opening) peer_hand_up(peer, packet->ssrc, data, (size_t)length, now);
    if (opening) return;
    if (result == FORWARD_MALFORMED) COUNT(core, FORWARD_BAD_RTP);
    if (result != FORWARD_OK || !stream) return;
    note_run(reader, stream, count);
}

/* From an address that is nobody's (yet) only what can begin a connection is handed up, and never so much of it that
   pages who are here are not heard: their RTCP, their sound, their gaps have three quarters of the queue. */
static int stranger_may(const struct reader *reader, int index) {
    forward_core *core = reader->core;
    if (peer_of(reader, index)) return 1;
    if (reader->bytes[index][0] >> 6 == 2) COUNT(core, FORWARD_UNKNOWN_ADDRESS);
    else if (core->event_used > EVENT_BYTES / 4) COUNT(core, FORWARD_STRANGERS_FULL);
    else return 1;
    return 0;
}

static void hand_up(struct reader *reader, int index, double now) {
    if (!stranger_may(reader, index)) return;
    uint8_t address[sizeof(struct sockaddr_in6)] = {0};
    memcpy(address, &reader->sources[index],
           reader->sources[index].v4.sin_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof address);
    event_push(reader->core, FORWARD_DATAGRAM, 0, now, 0, 0, address, sizeof address, reader->bytes[index],
               reader->headers[index].msg_len);
}

/* Control waits: nothing half done may be left to it. */
static void pause_for_control(struct reader *reader, double now) {
    if (!thread_must_give_way()) return;
    forward_taken(reader, now);
    outbox_flush(reader->core);
    thread_give_way();
}

static void take_batch(struct reader *reader, int count) {
    double now = clock_now();
    for (int index = 0; index < count; index++) {
        uint8_t *data = reader->bytes[index];
        int length = (int)reader->headers[index].msg_len;
        if (!length) continue;
        forward_peer *peer = is_rtp(data, (size_t)length) ? peer_of(reader, index) : NULL;
        if (peer && peer->receive) take_rtp(reader, peer, data, length, now);
        else hand_up(reader, index, now);
        pause_for_control(reader, now);
    }
    forward_taken(reader, now);
    outbox_flush(reader->core);
}

static void serve(struct reader *reader, int fd) {
    int count = read_some(reader, fd, 0);
    if (!count) return;
    thread_enter();
    if (reader->core->linger_us && count < BATCH && frame_goes_on(reader, count - 1)) {
        thread_leave();
        usleep((useconds_t)reader->core->linger_us);
        count += read_some(reader, fd, count);
        thread_enter();
    }
    take_batch(reader, count);
    thread_leave();
}

static void *run(void *argument) {
    struct reader *reader = argument;
    forward_core *core = reader->core;
    struct pollfd fds[] = {{core->stop_fd, POLLIN, 0}, {core->fd4, POLLIN, 0}, {core->fd6, POLLIN, 0}};
    while (!(fds[0].revents & POLLIN)) {
        if (poll(fds, 3, -1) < 0) continue;
        for (int index = 1; index < 3; index++)
            if (fds[index].revents) serve(reader, fds[index].fd);
    }
    free(reader->packets);
    free(reader);
    return NULL;
}

/* Starts the thread on one or two UDP sockets that do not block (-1: none); 0 or an errno. */
int forward_start(forward_core *core, int fd4, int fd6, int linger_us, forward_crypt protect, forward_crypt unprotect) {
    struct reader *reader = calloc(1, sizeof *reader);
    sigset_t all, before;
    if (!reader || core->running) {
        free(reader);
        return EBUSY;
    }
    reader->packets = calloc(BATCH * TAKEN, sizeof *reader->packets);
    reader->core = core;
    core->fd4 = fd4;
    core->fd6 = fd6;
    core->linger_us = linger_us;
    core->protect = protect;
    core->unprotect = unprotect;
    sigfillset(&all);
    /* Signals are for Python's main thread. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = reader->packets ? pthread_create(&core->thread, NULL, run, reader) : ENOMEM;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        free(reader->packets);
        free(reader);
        return error;
    }
    pthread_setname_np(core->thread, "media-forward");
    core->running = 1;
    return 0;
}

/* Ends the thread; the sockets stay open. */
void forward_stop(forward_core *core) {
    uint64_t one = 1;
    if (!core->running) return;
    while (write(core->stop_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
    pthread_join(core->thread, NULL);
    control_enter();
    core->running = 0;
    core->fd4 = core->fd6 = -1;
    control_leave();
    while (read(core->stop_fd, &one, sizeof one) < 0 && errno == EINTR) continue;
}
