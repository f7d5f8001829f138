/* Transport-wide numbers of one subscriber, and what was sent under them. Twin of sendlog.py. */
#include <stdlib.h>

#include "types.h"

uint16_t line_number(forward_peer *peer, uint32_t size, double now) {
    if (!peer->history) peer->history = calloc(HISTORY, sizeof *peer->history);
    peer->next_number++;
    if (peer->history)
        peer->history[peer->next_number % HISTORY] = (struct sent){now, size, peer->next_number, 1};
    return peer->next_number;
}

int forward_line_number(forward_peer *peer, uint32_t size, double now) {
    control_enter();
    int number = line_number(peer, size, now);
    control_leave();
    return number;
}

/* Takes out what was sent under a number; 0 when it is not known (any more). */
int forward_line_take(forward_peer *peer, uint16_t number, double *at, uint32_t *size) {
    int found = 0;
    control_enter();
    struct sent *sent = peer->history ? &peer->history[number % HISTORY] : NULL;
    if (sent && sent->waits && sent->number == number) {
        *at = sent->at;
        *size = sent->size;
        sent->waits = 0;
        found = 1;
    }
    control_leave();
    return found;
}

/* How many packets sent in that time nobody answered for. */
int forward_line_waiting(forward_peer *peer, double after, double before) {
    int count = 0;
    control_enter();
    for (int index = 0; peer->history && index < HISTORY; index++) {
        const struct sent *sent = &peer->history[index];
        count += sent->waits && sent->at > after && sent->at < before;
    }
    control_leave();
    return count;
}
