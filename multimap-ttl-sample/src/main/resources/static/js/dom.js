export function byId(id) {
  return document.getElementById(id);
}

export function setText(element, text) {
  const string = String(text);
  if (element.textContent !== string) {
    element.textContent = string;
  }
}

export function fromTemplate(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

export function count(number, thing) {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
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
      focused?.focus();
    }
    update(child, item);
  });
  for (const child of present.values()) {
    if (child.contains(document.activeElement)) {
      refuge.focus();
    }
    child.remove();
  }
}
