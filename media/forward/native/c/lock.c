/* The one lock of the engine. The media thread holds it while it forwards a few packets, then lets control go first. */
#include <sched.h>
#include <stdatomic.h>

#include "types.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int wanting;

void control_enter(void) {
    if (pthread_mutex_trylock(&lock) == 0) return;
    atomic_fetch_add(&wanting, 1);
    pthread_mutex_lock(&lock);
    atomic_fetch_sub(&wanting, 1);
}

void control_leave(void) { pthread_mutex_unlock(&lock); }

void thread_enter(void) { pthread_mutex_lock(&lock); }

void thread_leave(void) { pthread_mutex_unlock(&lock); }

int thread_must_give_way(void) { return atomic_load(&wanting) != 0; }

/* A mutex is not fair: without this the thread would take it again before who waits is awake. */
void thread_give_way(void) {
    if (!atomic_load(&wanting)) return;
    pthread_mutex_unlock(&lock);
    while (atomic_load(&wanting)) sched_yield();
    pthread_mutex_lock(&lock);
}
