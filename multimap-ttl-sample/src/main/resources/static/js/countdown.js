const SOON_MILLIS = 5000;

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** What is known of each element: until when it counts down, from what, and how it shows that. */
const countdowns = new Map();

let listener = () => {};

/** Calls back when the time of something is up. */
export function onGone(callback) {
  listener = callback;
}

/**
 * Lets an element count down. The remaining time comes from the server; the browser only measures what has
 * passed since, so its own idea of the time of day does not matter.
 */
export function countDown(element, { remainingMillis, expiresAt }, usualMillis, draw) {
  const known = countdowns.get(element);
  const seen = known && known.expiresAt === expiresAt ? known.full : remainingMillis;
  const full = Math.max(seen, remainingMillis, remainingMillis <= usualMillis ? usualMillis : 0);
  countdowns.set(element, { expiresAt, full, draw, end: performance.now() + remainingMillis });
  element.classList.remove('gone');
  drain(element);
}

function drain(element) {
  const { full, draw, end } = countdowns.get(element);
  const remaining = Math.max(0, end - performance.now());
  draw(remaining, full);
  element.classList.toggle('soon', remaining < Math.min(SOON_MILLIS, full / 3));
  if (remaining === 0 && !element.classList.contains('gone')) {
    element.classList.add('gone');
    listener(element);
  }
}

export function asText(millis) {
  const seconds = Math.ceil(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }
  return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min`;
}

function drainAll() {
  for (const element of countdowns.keys()) {
    if (element.isConnected) {
      drain(element);
    }
    else {
      countdowns.delete(element);
    }
  }
  setTimeout(() => requestAnimationFrame(drainAll), calm.matches ? 500 : 60);
}

drainAll();
