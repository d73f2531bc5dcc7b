import { asText, countDown } from './countdown.js';
import { fromTemplate, label } from './dom.js';

/** Makes an element of the page's template for a courier. */
export function makeCourier(courier) {
  const element = fromTemplate('courier');
  const avatar = element.querySelector('.avatar');
  avatar.textContent = Array.from(courier.trim())[0].toUpperCase();
  avatar.style.setProperty('--hue', hue(courier));
  const name = element.querySelector('.name');
  name.textContent = courier;
  name.title = courier;
  label(element.querySelector('progress'), `Time left for ${courier}`);
  return element;
}

/** Lets a courier's time drain, from the usual time or from what was seen first if that was longer. */
export function showTime(element, presence, usualMillis) {
  const bar = element.querySelector('progress');
  const text = element.querySelector('.remaining');
  countDown(element, presence, usualMillis, (remaining, full) => {
    bar.max = full;
    bar.value = remaining;
    const time = asText(remaining);
    if (text.textContent !== time) {
      text.textContent = time;
      bar.setAttribute('aria-valuetext', time);
    }
  });
}

function hue(text) {
  return Array.from(text).reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 360, 7);
}
