// One clock for the player: it never runs backwards, and it survives sleep and a changed phone clock.
//
// performance.now() is steady but may stand still while a phone sleeps; Date knows of the sleep but
// jumps when somebody sets it, or the zone's summer time ends. So the steady one counts, and Date is
// believed only for time during which the page was hidden, and only where it is ahead.

const SLEEP_AT_MOST = 30 * 60 * 1000; // ms: nobody rests for longer than that in a session

export class Clock {
  constructor({ wall = () => Date.now(), steady = () => performance.now() } = {}) {
    Object.assign(this, { wall, steady, time: 0, wasHidden: false });
    this.lastWall = wall();
    this.lastSteady = steady();
  }

  /** The page was, or is, out of sight: until the next reading Date may know better. */
  hidden() {
    this.wasHidden = true;
  }

  /** Milliseconds since the clock was made. */
  now() {
    const wall = this.wall();
    const steady = this.steady();
    const bySteady = steady - this.lastSteady;
    const byWall = wall - this.lastWall;
    const slept = this.wasHidden && byWall > bySteady + 1000 && byWall < SLEEP_AT_MOST;
    this.time += slept ? byWall : bySteady;
    this.lastWall = wall;
    this.lastSteady = steady;
    this.wasHidden = false;
    return this.time;
  }
}
