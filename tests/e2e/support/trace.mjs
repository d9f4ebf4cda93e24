// Keeps what a client told its application and said to the gateway while it ran a script, as lines that two clients can
// be compared by: no ids, no times, no texts. Knows neither client.

/** Said whenever a client sees fit: they depend on time alone. */
const idle = ['telnyx_rtc.ping'];
/** Said as often as a network has it. */
const trickling = ['telnyx_rtc.candidate', 'telnyx_rtc.endOfCandidates'];

/** Writes down what the page of a phone says and hears. Call before the phone connects. */
export function traceOf(phone) {
  const sent = [];
  phone.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload)));
  });
  return {
    /**
     * `events`: in their order. `warned`: which codes, for they come when they come. `sent`: methods, in their order.
     * `said`: each method with what it carries.
     */
    async read() {
      const requests = sent.filter(({ method }) => method && !idle.includes(method));
      const told = await phone.events();
      const warns = ({ name }) => name === 'telnyx.warning';
      return {
        events: told.filter((event) => !warns(event)).map(lineOf),
        warned: [...new Set(told.filter(warns).map(lineOf))].sort(),
        sent: requests
          .filter(({ method }) => !trickling.includes(method))
          .map(({ method, params }) => [method, params?.action].filter(Boolean).join(' ')),
        said: [...new Set(requests.flatMap(namesOf))].sort(),
      };
    },
  };
}

/** What is in one list and not in the other, in order: `- ` of the first, `+ ` of the second. */
export function difference(one, other) {
  const longest = Array.from({ length: one.length + 1 }, () => new Array(other.length + 1).fill(0));
  for (let a = one.length - 1; a >= 0; a -= 1) {
    for (let b = other.length - 1; b >= 0; b -= 1) {
      longest[a][b] =
        one[a] === other[b] ? longest[a + 1][b + 1] + 1 : Math.max(longest[a + 1][b], longest[a][b + 1]);
    }
  }
  const lines = [];
  for (let a = 0, b = 0; a < one.length || b < other.length;) {
    if (a < one.length && b < other.length && one[a] === other[b]) {
      a += 1;
      b += 1;
    } else if (b >= other.length || (a < one.length && longest[a + 1][b] >= longest[a][b + 1])) {
      lines.push(`- ${one[a++]}`);
    } else {
      lines.push(`+ ${other[b++]}`);
    }
  }
  return lines;
}

function lineOf({ name, type, code, call }) {
  const words = [name.replace('telnyx.', ''), type, code, call?.state, call?.cause, call?.causeCode];
  return words.filter((word) => word !== undefined && word !== null && word !== '').join(' ');
}

/** What a request carries. The ids of a call are known once it rings, which candidates may precede. */
function namesOf({ method, params }) {
  const names = namesIn(params, method);
  return trickling.includes(method) ? names.filter((name) => !/ telnyx\w+Id$/.test(name)) : names;
}

/** The names of all members, without those inside of lists. */
function namesIn(value, path) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => namesIn(member, `${path} ${name}`))];
}
