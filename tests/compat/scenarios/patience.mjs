// Reading back what was just sent: asks until the answer is there, at most a minute.

/** The first answer of `ask()` that is `enough`; throws with the last answer or error when time is up. */
export const until = async (ask, enough) => {
  let last;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    try {
      last = await ask();
      if (enough(last)) return last;
    } catch (error) {
      last = error; // not there yet: the SDKs throw on 404
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not there: ${JSON.stringify(last)} ${last}`);
};

/** The scenario's last line. */
export const report = (facts) => console.log(`RESULT ${JSON.stringify(facts)}`);
