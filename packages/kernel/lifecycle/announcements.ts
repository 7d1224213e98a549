import type { Clock } from "../clock/index.ts";

export interface AnnouncementOptions<Member> {
  readonly clock: Clock;
  readonly limitMs: number;
  readonly tell: (member: Member, id: number) => void;
  /** Makes an end of a member that has not noticed in time; {@link Announcements.leave} follows when it has ended. */
  readonly kill: (member: Member) => void;
}

/** Changes on their way to members of a group. */
export interface Announcements<Member> {
  /** Calls `done` when every one of `members` has noticed or has left. */
  begin(members: readonly Member[], done: () => void): void;
  noticed(member: Member, id: number): void;
  /** The member has ended: it can answer nothing from old data any more. */
  leave(member: Member): void;
}

interface Announcement<Member> {
  readonly missing: Set<Member>;
  readonly done: () => void;
  readonly limit: AbortController;
}

/** The bookkeeping of changes that every member must have noticed; a member either notices in time, or is killed. */
export function createAnnouncements<Member>(options: AnnouncementOptions<Member>): Announcements<Member> {
  const { clock, limitMs, tell, kill } = options;
  const open = new Map<number, Announcement<Member>>();
  let lastId = 0;

  function cross(id: number, member: Member): void {
    const announcement = open.get(id);
    if (!announcement?.missing.delete(member) || announcement.missing.size > 0) return;
    finish(id, announcement);
  }

  function finish(id: number, announcement: Announcement<Member>): void {
    open.delete(id);
    announcement.limit.abort();
    announcement.done();
  }

  async function enforceLimit(announcement: Announcement<Member>): Promise<void> {
    await clock.sleep(limitMs, announcement.limit.signal);
    for (const member of announcement.missing) kill(member);
  }

  return {
    begin(members, done) {
      const id = ++lastId;
      const announcement = { missing: new Set(members), done, limit: new AbortController() };
      if (announcement.missing.size === 0) return done();
      open.set(id, announcement);
      enforceLimit(announcement).catch(() => {});
      for (const member of members) tell(member, id);
    },
    noticed: (member, id) => cross(id, member),
    leave(member) {
      for (const id of [...open.keys()]) cross(id, member);
    },
  };
}
