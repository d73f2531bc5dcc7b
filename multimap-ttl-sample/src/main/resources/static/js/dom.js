export function byId(id) {
  return document.getElementById(id);
}

export function setText(element, text) {
  const string = String(text);
  if (element.textContent !== string) {
    element.textContent = string;
  }
}

/** Names an element for those who do not see it. */
export function label(element, text) {
  element.setAttribute('aria-label', text);
  return element;
}

export function fromTemplate(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

export function count(number, thing) {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
}

/** Switches a button off, or on again. Unlike one that is disabled it keeps the focus. */
export function switchOff(button, off) {
  button.setAttribute('aria-disabled', off);
}

addEventListener('click', (event) => {
  if (event.target.closest('[aria-disabled="true"]')) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

/** Asks before something that cannot be undone. */
export function ask(question) {
  const dialog = byId('ask');
  setText(byId('question'), question);
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** Makes a parent's children those of the list, keeping the elements, and so the focus, of what stays. */
export function arrange(parent, items, keyOf, make, update, refuge = parent) {
  const present = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let child = present.get(key);
    present.delete(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    if (parent.children[index] !== child) {
      const focused = child.contains(document.activeElement) ? document.activeElement : undefined;
      parent.insertBefore(child, parent.children[index] ?? null);
      focused?.focus({ preventScroll: true });
    }
    update(child, item);
  });
  for (const child of present.values()) {
    if (child.contains(document.activeElement)) {
      refuge.focus({ preventScroll: true });
    }
    child.remove();
  }
}
