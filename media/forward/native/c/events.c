/* What the control side must hear, in order. Bounded: what does not fit is dropped and counted. */
#include <string.h>
#include <unistd.h>

#include "types.h"

void event_wake(forward_core *core) {
    uint64_t one = 1;
    if (core->woken || core->wake_fd < 0) return;
    core->woken = 1;
    if (write(core->wake_fd, &one, sizeof one) < 0) core->woken = 0;
}

/* Sound and gaps can wait for the next turn of the control side (20 ms); all else wakes it. */
static int is_urgent(const forward_core *core, int kind) {
    return (kind != FORWARD_AUDIO && kind != FORWARD_ASK) || core->event_used > EVENT_BYTES / 4;
}

/* Returns 0 when there is no room. */
int event_push(forward_core *core, int kind, uint32_t id, double at, uint16_t sequence, uint32_t timestamp,
               const void *head, size_t head_size, const void *body, size_t size) {
    size_t whole = (sizeof(forward_event) + head_size + size + 7) & ~(size_t)7;
    if (core->event_used + whole > EVENT_BYTES) {
        COUNT(core, FORWARD_EVENTS_FULL);
        return 0;
    }
    uint8_t *place = core->events + core->event_used;
    forward_event event = {(uint32_t)whole, (uint16_t)kind, sequence, id, timestamp, (uint32_t)(head_size + size), 0, at};
    memcpy(place, &event, sizeof event);
    if (head_size) memcpy(place + sizeof event, head, head_size);
    if (size) memcpy(place + sizeof event + head_size, body, size);
    core->event_used += whole;
    if (is_urgent(core, kind)) event_wake(core);
    return 1;
}

/* Moves all events to `buffer` (which must hold FORWARD's whole queue); returns their bytes. */
size_t forward_drain(forward_core *core, uint8_t *buffer, size_t size) {
    uint64_t ignored;
    control_enter();
    size_t used = core->event_used <= size ? core->event_used : 0;
    memcpy(buffer, core->events, used);
    core->event_used -= used;
    if (core->woken && read(core->wake_fd, &ignored, sizeof ignored) >= 0) core->woken = 0;
    control_leave();
    return used;
}
