/** Makes what says what was done, and with which call of the library. */
export function messages(element, refresh) {
  const said = element.querySelector('.said');
  const code = element.querySelector('code');

  function say(text, call = '') {
    said.textContent = text;
    code.textContent = call;
  }

  let latest = 0;

  /** Does what a button asks for, says how it went, and shows everything as it is then. */
  return async function act(action) {
    const thisAct = ++latest;
    try {
      const [text, call] = await action();
      if (thisAct === latest) {
        say(text, call);
      }
    }
    catch (error) {
      say(`That did not work: ${error.message}.`);
    }
    await refresh();
  };
}

/** Text as it stands in Java code. */
export function quoted(text) {
  return JSON.stringify(text);
}
