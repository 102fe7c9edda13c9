// The server of smtp_server.py: nodemailer's smtp-server, which leaves to its user who may get mail.
// node smtp_server.js SETTINGS, one JSON text:
//   port, tls_port     where it listens, on loopback; the latter with TLS at once, 0 for nowhere
//   folder             USER/new below it holds what came, one file NUMBER each
//   discard            true: nothing is stored
//   recipients         whole addresses in lower case, and local parts that stand alone
//   user, password     who may log in; tls: path of certificate and key without .pem and .key
//   options            of SMTPServer, as its documentation names them
const fs = require('node:fs');
const path = require('node:path');
const { SMTPServer } = require('smtp-server');

const settings = JSON.parse(process.argv[2]);
let count = 0;

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

// Under another name until it is whole.
function store(folder, octets) {
  count += 1;
  fs.mkdirSync(folder, { recursive: true });
  const part = path.join(folder, `.${count}`);
  fs.writeFileSync(part, octets);
  fs.renameSync(part, path.join(folder, String(count)));
}

const handlers = {
  onAuth(auth, _session, done) {
    const known = auth.username === settings.user && auth.password === settings.password
      && [undefined, '', settings.user].includes(auth.authzid);
    done(known ? null : refusal(535, 'Wrong name or password'), { user: auth.username });
  },
  onRcptTo({ address }, _session, done) {
    const known = settings.recipients.includes(address.toLowerCase());
    done(known ? null : refusal(550, 'No such user'));
  },
  onData(stream, session, done) {
    if (settings.discard) {
      stream.on('end', () => done(null, 'Discarded'));
      stream.resume();
      return;
    }
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => {
      if (stream.sizeExceeded) {
        done(refusal(552, 'Too big'));
        return;
      }
      for (const { address } of session.envelope.rcptTo) {
        store(path.join(settings.folder, address.split('@')[0], 'new'), Buffer.concat(pieces));
      }
      done(null, 'Stored');
    });
  },
};

function listen(port, secure) {
  const server = new SMTPServer({
    ...settings.options,
    ...handlers,
    ...(settings.tls ? {
      cert: fs.readFileSync(`${settings.tls}.pem`),
      key: fs.readFileSync(`${settings.tls}.key`),
    } : {}),
    secure,
  });
  server.on('error', (error) => console.error(error.message));
  server.listen(port, '127.0.0.1');
}

listen(settings.port, false);
if (settings.tls_port) listen(settings.tls_port, true);
