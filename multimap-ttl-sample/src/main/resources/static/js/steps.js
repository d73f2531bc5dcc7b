import { byId } from './dom.js';

const done = new Set();

/** Ticks off a step of the first minute; the third and fourth only make sense in that order. */
export function tick(step) {
  if (!done.has(step) && (step !== 'zero' || done.has('start'))) {
    done.add(step);
    const item = byId('steps').querySelector(`[data-step="${step}"]`);
    item.classList.add('done');
    item.querySelector('svg').setAttribute('aria-label', 'Done');
    item.querySelector('svg').setAttribute('role', 'img');
  }
}
