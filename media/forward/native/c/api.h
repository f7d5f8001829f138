/* Border of the packet engine in C, read by the C compiler and by cffi alike: plain declarations only.
   See docs/algorithms/engine.md for threads, ownership and buffers. Times are seconds of CLOCK_MONOTONIC. */

typedef struct forward_core forward_core;
typedef struct forward_peer forward_peer;
typedef struct forward_stream forward_stream;
typedef struct forward_slot forward_slot;

/* srtp_protect and srtp_unprotect of libsrtp: work in place, return 0 on success. */
typedef int (*forward_crypt)(void *context, void *packet, int *length);

enum {
    FORWARD_OK = 0,
    FORWARD_UNBOUND = 1,     /* first packet of an SSRC: bind it, then hand the packet in again */
    FORWARD_MALFORMED = -1
};

enum {                       /* kinds of events; see forward_event */
    FORWARD_DATAGRAM = 1,    /* from the socket, not for this engine: address (28 bytes), then the datagram */
    FORWARD_PLAIN = 2,       /* authentic RTP of peer `id` on an SSRC that is not known yet: answer with forward_peer_placed */
    FORWARD_AUDIO = 3,       /* audio of stream `id`: payload type, marker, level (255: none), then the payload */
    FORWARD_ASK = 4,         /* stream `id` has gaps or waits for a keyframe */
    FORWARD_OUT = 5          /* RTP for peer `id`, which has no keys here */
};

enum {
    FORWARD_UNKNOWN_TYPE, FORWARD_WRONG_TRACK, FORWARD_DUPLICATE, FORWARD_BAD_RTP, FORWARD_NOT_AUTHENTIC,
    FORWARD_REFUSED, FORWARD_SEND_FULL, FORWARD_SEND_ERROR, FORWARD_RECEIVE_ERROR, FORWARD_EVENTS_FULL,
    FORWARD_RECEIVED, FORWARD_SENT, FORWARD_SENDS, FORWARD_UNKNOWN_ADDRESS, FORWARD_STRANGERS_FULL, FORWARD_RED_USED,
    FORWARD_RTX_SPARE, FORWARD_COUNTS
};

typedef struct {
    uint32_t size;           /* of the whole record, a multiple of 8 */
    uint16_t kind;
    uint16_t sequence;
    uint32_t id;
    uint32_t timestamp;
    uint32_t length;         /* of the body that follows */
    uint32_t zero;
    double at;
} forward_event;

/* May be read without the lock: each field is written whole. */
typedef struct {
    double last_at;
    uint64_t octets;
    double loss, raw_loss;
    uint32_t missing;        /* gaps that are open */
    uint8_t given_up;        /* a gap could not be filled; reset by forward_stream_forgive */
    uint8_t wanted;          /* somebody waits for a keyframe */
    uint32_t keyframes;      /* so many came */
} forward_stream_view;

typedef struct {
    uint64_t shown;          /* id of the stream that flows << 32 | id of the last one that waits for its keyframe */
    uint64_t before;         /* ids of those that wait before it: first << 32 | second */
    uint64_t packets;
    uint64_t octets;
    uint64_t resent;
} forward_slot_view;

typedef struct {
    uint32_t waiting;        /* bytes of pictures that wait for their turn */
} forward_peer_view;

typedef struct {
    uint32_t ssrc, rtx_ssrc;
    uint8_t types[8], rtx_types[8]; /* payload types by codec, 0: not taken */
    uint8_t red_payload_type, video;
    uint16_t sequence, picture, rtx_sequence;
    uint32_t timestamp;
} forward_slot_plan;

typedef struct {
    uint8_t level, send_time, transport_cc, dependency;
    uint8_t codecs[128];     /* by payload type: 0 none, 1 Opus, 2 VP8, 3 RTX, 4 RED, 5 H264, 6 VP9, 7 AV1 */
    uint8_t measured;        /* video is numbered for transport-wide feedback */
} forward_peer_plan;

typedef struct {
    uint32_t fraction, lost, highest, jitter, last_sr, delay;
} forward_report;

/* What a slot shall show: the last of `count` streams, the others (smaller layers of it) until its keyframe is there;
   count 0: nothing. See forward_slots_switch. */
typedef struct {
    forward_slot *slot;
    forward_stream *streams[3];
    int count;
    int cut;
} forward_change;

/* ---- core */
forward_core *forward_core_new(void);
void forward_core_free(forward_core *core);
const char *forward_source(void);
int forward_start(forward_core *core, int fd4, int fd6, int linger_us, forward_crypt protect, forward_crypt unprotect);
void forward_stop(forward_core *core);
int forward_wake_fd(forward_core *core);
size_t forward_drain(forward_core *core, uint8_t *buffer, size_t size);
uint64_t forward_count(forward_core *core, int which);
void forward_set_gso(forward_core *core, int on);

/* ---- peers */
forward_peer *forward_peer_new(forward_core *core, uint32_t id, uint32_t source, const forward_peer_plan *plan,
                               const forward_slot_plan *slots, int count);
void forward_peer_free(forward_peer *peer);
void forward_peer_attach(forward_peer *peer, void *receive, void *send);
void forward_peer_detach(forward_peer *peer);
int forward_peer_aim(forward_peer *peer, int family, const uint8_t *address, uint16_t port, uint32_t scope);
int forward_peer_route(forward_peer *peer, int family, const uint8_t *address, uint16_t port);
void forward_peer_unroute(forward_peer *peer, int family, const uint8_t *address, uint16_t port);
int forward_peer_receive(forward_peer *peer, const uint8_t *data, size_t length, double now);
void forward_peer_placed(forward_peer *peer, uint32_t ssrc);
void forward_peer_bind(forward_peer *peer, uint32_t ssrc, forward_stream *stream, int track, int layer);
int forward_peer_bind_resends(forward_peer *peer, uint32_t ssrc, int track, int layer);
void forward_peer_unbind(forward_peer *peer, uint32_t ssrc);
forward_slot *forward_peer_slot(forward_peer *peer, int index);
void forward_peer_pace(forward_peer *peer, double rate, double now);
const forward_peer_view *forward_peer_look(forward_peer *peer);
int forward_line_number(forward_peer *peer, uint32_t size, double now);
int forward_line_take(forward_peer *peer, uint16_t number, double *at, uint32_t *size);
int forward_line_waiting(forward_peer *peer, double after, double before);

/* ---- streams */
/* codec: as in forward_peer_plan; Opus is sound, also where copies come with it */
forward_stream *forward_stream_new(forward_core *core, uint32_t id, uint32_t ssrc, uint32_t source, int codec);
void forward_stream_free(forward_stream *stream);
const forward_stream_view *forward_stream_look(forward_stream *stream);
int forward_stream_accept(forward_stream *stream, uint16_t sequence, uint32_t timestamp, uint32_t size, double now);
int forward_stream_fill(forward_stream *stream, uint16_t sequence, uint32_t size, double now);
int forward_stream_feed(forward_stream *stream, int marker, uint16_t sequence, uint32_t timestamp, int level,
                        const uint8_t *payload, size_t length, double now);
void forward_stream_want(forward_stream *stream);
void forward_stream_arrived(forward_stream *stream);
void forward_stream_forgive(forward_stream *stream);
void forward_stream_rest(forward_stream *stream);
int forward_stream_again(forward_stream *stream, double now, uint16_t *out, int size);
void forward_stream_hear_sender(forward_stream *stream, uint32_t middle, double now);
void forward_stream_report(forward_stream *stream, double now, double at_least, forward_report *out);
int forward_stream_slots(forward_stream *stream);

/* ---- slots */
const forward_slot_view *forward_slot_look(forward_slot *slot);
void forward_slots_switch(forward_core *core, const forward_change *changes, int count, double now);
void forward_slot_release(forward_slot *slot, forward_stream *stream, double now);
/* Returns how many were once sent; these come to stand first. */
int forward_slot_resend(forward_slot *slot, uint16_t *sequences, int count, double now);
void forward_slot_repeat(forward_slot *slot, uint8_t distances);
int forward_slot_pad(forward_slot *slot, int size, double now);
int forward_slot_clock(forward_slot *slot, uint32_t *timestamp, double *sent_at);
