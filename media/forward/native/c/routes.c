/* Which peer a datagram comes from, by its source address: open addressing, deletion by moving back. */
#include <stdlib.h>
#include <string.h>

#include "types.h"

/* Family, port and address; IPv4 fills the first four bytes of the address. */
void route_key(uint8_t *key, int family, const uint8_t *address, uint16_t port) {
    memset(key, 0, 20);
    key[0] = family == AF_INET6 ? 6 : 4;
    put16(key + 2, port);
    memcpy(key + 4, address, family == AF_INET6 ? 16 : 4);
}

static size_t hash(const uint8_t *key) {
    uint64_t value = 1469598103934665603ULL;
    for (int at = 0; at < 20; at++) value = (value ^ key[at]) * 1099511628211ULL;
    return (size_t)(value ^ value >> 29);
}

static size_t place_of(const forward_core *core, const uint8_t *key) {
    size_t at = hash(key) & (core->route_room - 1);
    while (core->routes[at].peer && memcmp(core->routes[at].key, key, 20) != 0) at = (at + 1) & (core->route_room - 1);
    return at;
}

forward_peer *route_find(const forward_core *core, const uint8_t *key) {
    return core->route_count ? core->routes[place_of(core, key)].peer : NULL;
}

static int grow(forward_core *core) {
    struct route *old = core->routes;
    size_t room = core->route_room;
    core->routes = calloc(room ? room * 2 : 64, sizeof *old);
    if (!core->routes) {
        core->routes = old;
        return 0;
    }
    core->route_room = room ? room * 2 : 64;
    for (size_t at = 0; at < room; at++)
        if (old[at].peer) core->routes[place_of(core, old[at].key)] = old[at];
    free(old);
    return 1;
}

int route_set(forward_core *core, const uint8_t *key, forward_peer *peer) {
    if (core->route_count * 2 >= core->route_room && !grow(core)) return 0;
    struct route *route = core->routes + place_of(core, key);
    if (!route->peer) core->route_count++;
    memcpy(route->key, key, 20);
    route->peer = peer;
    return 1;
}

static void remove_at(forward_core *core, size_t hole) {
    size_t mask = core->route_room - 1;
    core->route_count--;
    for (size_t at = (hole + 1) & mask; core->routes[at].peer; at = (at + 1) & mask) {
        size_t home = hash(core->routes[at].key) & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            core->routes[hole] = core->routes[at];
            hole = at;
        }
    }
    core->routes[hole].peer = NULL;
}

void route_drop(forward_core *core, const uint8_t *key, const forward_peer *peer) {
    if (!core->route_count) return;
    size_t at = place_of(core, key);
    if (core->routes[at].peer == peer) remove_at(core, at);
}

void route_forget(forward_core *core, const forward_peer *peer) {
    for (size_t at = 0; at < core->route_room;) {
        if (core->routes[at].peer == peer) remove_at(core, at);
        else at++;
    }
}
