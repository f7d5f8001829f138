/* Packets on their way out: protected in place, sent many at a time; what goes to one subscriber in a row leaves as
   one message that the kernel cuts (UDP GSO), where it can. */
#include <errno.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <string.h>

#include "types.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define MAX_TRAIN 60000

struct wire {
    struct mmsghdr headers[MESSAGES];
    struct iovec vectors[MESSAGES];
    union { char bytes[CMSG_SPACE(sizeof(uint16_t))]; struct cmsghdr align; } controls[MESSAGES];
};

static int fd_of(const forward_core *core, const forward_peer *peer) {
    return peer->family == AF_INET ? core->fd4 : core->fd6;
}

/* Room for one packet of MAX_OUT bytes. */
uint8_t *outbox_begin(forward_core *core, forward_peer *peer) {
    struct outbox *out = &core->out;
    int full = out->count == MESSAGES || out->used + MAX_OUT > OUT_BYTES;
    if (full || (out->count && peer->send && peer->family && fd_of(core, peer) != out->fd)) outbox_flush(core);
    return out->bytes + out->used;
}

static int joins(const forward_core *core, const struct message *last, const forward_peer *peer, int length) {
    return core->gso && last->peer == peer && !last->closed && last->segments < MAX_SEGMENTS
           && length <= last->segment && last->length + length <= MAX_TRAIN;
}

static void append(forward_core *core, forward_peer *peer, int length) {
    struct outbox *out = &core->out;
    struct message *last = out->count ? &out->messages[out->count - 1] : NULL;
    if (last && joins(core, last, peer, length)) {
        last->closed = length < last->segment;
        last->length += length;
        last->segments++;
    } else {
        out->messages[out->count++] = (struct message){out->used, length, length, 1, 0, peer};
        out->fd = fd_of(core, peer);
    }
    out->used += length;
}

/* The packet that was written into outbox_begin's room: out to the peer, or up to whoever sends for it. */
void outbox_commit(forward_core *core, forward_peer *peer, int length) {
    if (!peer->send) {
        event_push(core, FORWARD_OUT, peer->id, 0, 0, 0, NULL, 0, core->out.bytes + core->out.used, (size_t)length);
        return;
    }
    if (!peer->family || fd_of(core, peer) < 0) return;
    /* On failure libsrtp leaves plain text in the buffer: it must not leave. */
    if (length > MAX_PLAIN || core->protect(peer->send, core->out.bytes + core->out.used, &length) != 0) {
        COUNT(core, FORWARD_REFUSED);
        return;
    }
    append(core, peer, length);
}

static void fill(forward_core *core, struct wire *wire, int from) {
    struct outbox *out = &core->out;
    for (int index = from; index < out->count; index++) {
        struct message *message = &out->messages[index];
        struct msghdr *header = &wire->headers[index].msg_hdr;
        memset(header, 0, sizeof *header);
        wire->vectors[index] = (struct iovec){out->bytes + message->offset, (size_t)message->length};
        header->msg_name = &message->peer->address;
        header->msg_namelen = message->peer->family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
        header->msg_iov = &wire->vectors[index];
        header->msg_iovlen = 1;
        if (message->segments == 1) continue;
        uint16_t segment = (uint16_t)message->segment;
        header->msg_control = wire->controls[index].bytes;
        header->msg_controllen = sizeof wire->controls[index].bytes;
        struct cmsghdr *control = CMSG_FIRSTHDR(header);
        control->cmsg_level = IPPROTO_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof segment);
        memcpy(CMSG_DATA(control), &segment, sizeof segment);
    }
}

static void count_error(forward_core *core, int error) {
    COUNT(core, error == EAGAIN || error == ENOBUFS ? FORWARD_SEND_FULL : FORWARD_SEND_ERROR);
}

/* The kernel cannot cut this message: each packet on its own. */
static void send_apart(forward_core *core, const struct message *message, const struct msghdr *header) {
    for (int at = 0; at < message->length; at += message->segment) {
        int size = message->length - at < message->segment ? message->length - at : message->segment;
        const uint8_t *bytes = core->out.bytes + message->offset + at;
        if (sendto(core->out.fd, bytes, (size_t)size, MSG_DONTWAIT, header->msg_name, header->msg_namelen) < 0)
            count_error(core, errno);
        else COUNT(core, FORWARD_SENT);
    }
}

void outbox_flush(forward_core *core) {
    struct outbox *out = &core->out;
    struct wire wire;
    if (out->count) fill(core, &wire, 0);
    for (int done = 0; done < out->count;) {
        int sent = sendmmsg(out->fd, wire.headers + done, (unsigned)(out->count - done), MSG_DONTWAIT);
        COUNT(core, FORWARD_SENDS);
        if (sent > 0) {
            for (int index = done; index < done + sent; index++)
                core->counts[FORWARD_SENT] += (uint64_t)out->messages[index].segments;
            done += sent;
        } else if (errno != EINTR) {
            const struct message *message = &out->messages[done];
            if (message->segments > 1 && errno != EAGAIN && errno != ENOBUFS) {
                if (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP) core->gso = 0;
                send_apart(core, message, &wire.headers[done].msg_hdr);
            } else {
                core->counts[FORWARD_SEND_FULL] += (uint64_t)(message->segments - 1);
                count_error(core, errno);
            }
            done++;
        }
    }
    out->count = out->used = 0;
}
