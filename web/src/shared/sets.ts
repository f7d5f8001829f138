/** For `hasChanged` of a property: a set that is made at each redraw and has the members of the one before is no change. */
export function otherMembers(next: ReadonlySet<unknown>, before: ReadonlySet<unknown> | undefined): boolean {
  return next.size !== before?.size || [...next].some((one) => !before.has(one));
}
