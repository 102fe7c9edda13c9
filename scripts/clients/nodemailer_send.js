// nodemailer as a client to judge: node nodemailer_send.js HOST PORT SENDER MESSAGE RECIPIENT...
//
// CA, LOGIN and PASSWORD of the environment: STARTTLS with that CA, and a login behind it. Ends with
// 0 where every recipient was taken.
const fs = require('fs');
const nodemailer = require('nodemailer');

const [host, port, sender, message, ...to] = process.argv.slice(2);
const {CA, LOGIN, PASSWORD} = process.env;
const secure = CA ? {requireTLS: true, tls: {ca: fs.readFileSync(CA)}} : {ignoreTLS: true};
const auth = LOGIN ? {auth: {user: LOGIN, pass: PASSWORD}} : {};

// What it says behind the message, it says after it has told of it.
const end = (code) => setTimeout(() => process.exit(code), 200);

nodemailer
  .createTransport({
    host, port: Number(port), name: 'client.example.org', secure: false, ...secure, ...auth,
    greetingTimeout: 10000, socketTimeout: 10000,
  })
  .sendMail({envelope: {from: sender === '<>' ? '' : sender, to}, raw: fs.readFileSync(message)})
  .then((done) => end(done.rejected.length === 0 ? 0 : 1))
  .catch((error) => {
    console.error(error.message);
    end(1);
  });
