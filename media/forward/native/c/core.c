/* Life of the engine's shared state. */
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "types.h"

#ifndef FORWARD_SOURCE
#define FORWARD_SOURCE "unknown"
#endif

/* Fingerprint of the sources this was built from: a stale build is not used. */
const char *forward_source(void) { return FORWARD_SOURCE; }

forward_core *forward_core_new(void) {
    forward_core *core = calloc(1, sizeof *core);
    if (!core) return NULL;
    core->events = malloc(EVENT_BYTES);
    core->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    core->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    core->fd4 = core->fd6 = -1;
    core->gso = 1;
    core->refs = 1;
    if (core->events && core->wake_fd >= 0 && core->stop_fd >= 0) return core;
    core_unref(core);
    return NULL;
}

void core_ref(forward_core *core) { core->refs++; }

void core_unref(forward_core *core) {
    if (--core->refs) return;
    if (core->wake_fd >= 0) close(core->wake_fd);
    if (core->stop_fd >= 0) close(core->stop_fd);
    free(core->events);
    free(core->routes);
    free(core->fanout.steps);
    free(core->fanout.peers);
    free(core);
}

/* Peers and streams keep what they need of it. */
void forward_core_free(forward_core *core) {
    forward_stop(core);
    control_enter();
    core_unref(core);
    control_leave();
}

int forward_wake_fd(forward_core *core) { return core->wake_fd; }

uint64_t forward_count(forward_core *core, int which) {
    return which >= 0 && which < FORWARD_COUNTS ? __atomic_load_n(&core->counts[which], __ATOMIC_RELAXED) : 0;
}

void forward_set_gso(forward_core *core, int on) {
    control_enter();
    core->gso = on;
    control_leave();
}
