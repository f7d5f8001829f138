/* What the C files share. All state is guarded by one lock (lock.c) unless a comment says otherwise. */
#ifndef FORWARD_TYPES_H
#define FORWARD_TYPES_H
#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "api.h"

#define MAX_DATAGRAM 2048
#define MAX_PLAIN 1356          /* as pylibsrtp: fits an Ethernet frame with every trailer */
#define MAX_OUT (MAX_DATAGRAM + 320)
#define RING 256                /* packets of a slot that can be sent again */
#define MAX_MISSING 200
#define MAX_BINDINGS 24
#define HISTORY 2048            /* transport-wide numbers remembered */
#define RTX_TRACKS 3
#define RTX_LAYERS 4
#define WAITING 3               /* layers of one picture; as in forward_change */
#define BATCH 64                /* datagrams read at a time */
#define MESSAGES 64             /* sent at a time */
#define OUT_BYTES (128 * 1024)
#define MAX_SEGMENTS 32
#define MAX_DEPENDENCY 128      /* bytes of a dependency descriptor */
#define EVENT_BYTES (1 << 20)
#define RED_COPIES 2            /* taken from one packet of a publisher */
#define TAKEN (1 + RED_COPIES)  /* packets that one datagram can hold */
#define OVERHEAD 76             /* bytes around a payload on the wire: IP, UDP, RTP with CSRC and extensions, SRTP tag */

enum { OPUS = 1, VP8 = 2, RTX = 3, RED = 4, H264 = 5, VP9 = 6, AV1 = 7, CODECS };
enum { AUDIO_TRACK = 0 };

/* One received packet, shared by every slot that may send it again. */
struct packet {
    uint32_t refs;
    uint32_t timestamp;
    uint32_t ssrc;
    uint32_t size;              /* of the payload */
    uint16_t sequence;
    uint16_t picture;
    int16_t level;              /* RFC 6464, -1 when there is none */
    uint8_t payload_type;
    uint8_t marker;
    uint8_t has_descriptor;
    uint8_t codec;              /* OPUS or of a picture */
    uint8_t starts_keyframe;
    uint8_t picture_bits;       /* 0, 7 or 15 */
    uint8_t picture_at;
    uint8_t tl0_at;             /* 0: not there */
    uint8_t tl0;
    uint8_t dependency_size;    /* of AV1's dependency descriptor, 0: none */
    uint16_t frame;             /* in it */
    uint16_t profile;
    uint16_t extension_size;
    const uint8_t *extension;   /* only while parsing */
    const uint8_t *payload;     /* into the received datagram, or into bytes[] once it is kept; so is the next */
    const uint8_t *dependency;
    uint8_t bytes[];
};

struct gap { int64_t sequence; double at; int tries; };

struct reception {
    double rate;
    int has_base, has_transit;
    int64_t base, highest;
    int64_t packets;
    double transit, jitter;
    int64_t reported_expected, reported_packets, missed;
    uint32_t sender_middle;
    double sender_at;
    struct gap gaps[MAX_MISSING];
};

struct forward_stream {
    forward_stream_view view;   /* first: forward_stream_look */
    forward_core *core;
    uint32_t id, ssrc, source, refs;
    int audio, codec, asking;
    struct reception reception;
    forward_slot **slots;
    int slot_count, slot_room;
};

struct shift { uint16_t sequence, picture, frame, first; uint8_t tl0; uint32_t timestamp, source; };

struct kept {
    struct packet *packet;
    double resent_at;
    uint32_t timestamp, source;
    uint16_t sequence, picture, frame;
    uint8_t tl0, marker;
    uint8_t copies;             /* sounds that were sent along: bit n, n + 1 packets back */
};

struct forward_slot {
    forward_slot_view view;     /* first: forward_slot_look */
    forward_peer *peer;
    forward_stream *current, *waiting[WAITING]; /* each is shown from its keyframe on, the last one for good */
    forward_slot_plan plan;
    uint16_t sequence, picture, frame, rtx_sequence;
    uint8_t tl0, mark, has_shift, has_sent, repeats, waits;
    uint32_t timestamp, padded;
    double rate, sent_at;
    struct shift shift;
    struct kept *ring;          /* made at the first packet */
};

/* One sound in a redundant payload. */
struct block { const uint8_t *payload; uint32_t size, offset; uint8_t payload_type; };

struct binding { uint32_t ssrc; uint8_t resends, track, layer; forward_stream *stream; };
/* Packets of an SSRC that were handed up and are not placed yet: later ones must follow them, not overtake them. */
struct opening { uint32_t ssrc, waiting; };
struct sent { double at; uint32_t size; uint16_t number; uint8_t waits; };

/* One packet that waits for its turn; `before`: its slot's number before this one. */
struct waiting { forward_slot *slot; struct kept kept; uint16_t before; };
struct pacer { double rate, credit, at; struct waiting *queue; uint32_t head, count; };

/* What every packet to it needs stands first: see PEER_HOT. */
struct forward_peer {
    forward_peer_view view;     /* first: forward_peer_look */
    int family;                 /* of the address it is sent to, 0: none yet */
    forward_core *core;
    void *send, *receive;       /* libsrtp sessions; NULL: none, packets become events */
    struct pacer pacer;
    union { struct sockaddr_in v4; struct sockaddr_in6 v6; } address;
    uint16_t next_number;
    struct sent *history;       /* made at the first number */
    struct step *first_step, *last_step;
    forward_peer_plan plan;
    uint32_t id, source;
    struct binding bindings[MAX_BINDINGS];
    int binding_count;
    struct opening openings[MAX_BINDINGS];
    int opening_count;
    forward_stream *layers[RTX_TRACKS][RTX_LAYERS];
    int slot_count;
    forward_slot slots[];
};
#define PEER_HOT (offsetof(struct forward_peer, plan) + 4)

/* Packets on their way out; consecutive packets of one peer leave as one message where the kernel can cut it (GSO). */
struct message { int offset, length, segment, segments, closed; forward_peer *peer; };

struct outbox {
    int fd, count, used;
    struct message messages[MESSAGES];
    uint8_t bytes[OUT_BYTES];
};

struct route { uint8_t key[20]; forward_peer *peer; };

/* Packets of one stream that came in a row. */
struct run { forward_stream *stream; const struct packet *packets; int count; };

/* One load of packets for one slot; the steps of a peer are a chain. */
struct load;
struct step { forward_slot *slot; const struct load *load; struct step *next; };
struct fanout { struct step *steps; forward_peer **peers; uint32_t room; };

struct forward_core {
    uint32_t refs;
    int fd4, fd6, wake_fd, stop_fd, running, gso, linger_us;
    forward_crypt protect, unprotect;
    pthread_t thread;
    uint64_t counts[FORWARD_COUNTS];
    struct route *routes;
    size_t route_room, route_count;
    uint8_t *events;
    size_t event_used;
    int woken;
    struct fanout fanout;
    struct outbox out;
};

/* lock.c */
void control_enter(void);
void control_leave(void);
void thread_enter(void);
void thread_leave(void);
int thread_must_give_way(void);
void thread_give_way(void);

/* packet.c */
int packet_parse(struct packet *packet, const uint8_t *data, size_t length);
int packet_describe(struct packet *packet, int codec);
void packet_depend(struct packet *packet, int number);
const uint8_t *packet_extension(const struct packet *packet, int number, int *length);
struct packet *packet_keep(const struct packet *packet);
void packet_drop(struct packet *packet);

/* reception.c */
int reception_accept(forward_stream *stream, uint16_t sequence, uint32_t timestamp, uint32_t size, double now);
int reception_fill(forward_stream *stream, uint16_t sequence, uint32_t size, double now);

/* stream.c */
void stream_ref(forward_stream *stream);
void stream_unref(forward_stream *stream);
void stream_join(forward_stream *stream, forward_slot *slot);
void stream_arrived(forward_stream *stream);
void stream_leave(forward_stream *stream, forward_slot *slot);
void stream_notice(forward_stream *stream, const struct packet *packet, double now);

/* slot.c */
void slot_init(forward_slot *slot, forward_peer *peer, const forward_slot_plan *plan);
void slot_feed(forward_slot *slot, forward_stream *stream, struct packet *packet, double now);
void slot_switch(const forward_change *change, double now);
void slot_release(forward_slot *slot, forward_stream *stream, double now);
void slot_close(forward_slot *slot, double now);
void slot_forget(forward_slot *slot);

/* red.c */
uint8_t red_choose(const forward_slot *slot, const struct kept *own);
int red_wrap(const forward_slot *slot, const struct kept *own, uint8_t *out);
int red_split(const forward_peer *peer, struct packet *packet, struct block *copies, int *count);

/* resend.c */
int slot_send(forward_slot *slot, const struct kept *kept, double now);

/* pacer.c */
void pacer_send(forward_slot *slot, const struct kept *kept, uint16_t before, double now);
void pacer_forget(forward_slot *slot);

/* peer.c */
int peer_take(forward_peer *peer, struct packet *packets, size_t length, double now, forward_stream **stream, int *count);
uint16_t line_number(forward_peer *peer, uint32_t size, double now);
int peer_is_opening(const forward_peer *peer, uint32_t ssrc);
void peer_hand_up(forward_peer *peer, uint32_t ssrc, const uint8_t *data, size_t length, double now);

/* fanout.c */
void fan_out(forward_core *core, const struct run *runs, int count, double now);

/* outbox.c */
uint8_t *outbox_begin(forward_core *core, forward_peer *peer);
void outbox_commit(forward_core *core, forward_peer *peer, int length);
void outbox_flush(forward_core *core);

/* events.c */
int event_push(forward_core *core, int kind, uint32_t id, double at, uint16_t sequence, uint32_t timestamp,
               const void *head, size_t head_size, const void *body, size_t size);
void event_wake(forward_core *core);

/* routes.c */
forward_peer *route_find(const forward_core *core, const uint8_t *key);
int route_set(forward_core *core, const uint8_t *key, forward_peer *peer);
void route_drop(forward_core *core, const uint8_t *key, const forward_peer *peer);
void route_forget(forward_core *core, const forward_peer *peer);
void route_key(uint8_t *key, int family, const uint8_t *address, uint16_t port);

/* core.c */
void core_ref(forward_core *core);
void core_unref(forward_core *core);

static inline int is_picture(int codec) { return codec == VP8 || codec >= H264; }

#define COUNT(core, which) ((core)->counts[which]++)

static inline int distance16(uint16_t newer, uint16_t older) { return (int16_t)(uint16_t)(newer - older); }
static inline int64_t distance32(uint32_t newer, uint32_t older) { return (int32_t)(newer - older); }
static inline void put16(uint8_t *at, uint16_t value) { at[0] = (uint8_t)(value >> 8); at[1] = (uint8_t)value; }
static inline void put32(uint8_t *at, uint32_t value) { put16(at, (uint16_t)(value >> 16)); put16(at + 2, (uint16_t)value); }
static inline uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }
static inline uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

#endif
