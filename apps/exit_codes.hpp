#pragma once
// What the program's exit code says: the names and numbers of sysexits.h, and one of our own.

namespace heloport::apps {

/// A script that sends mail decides by these, so each means one thing.
enum class Exit : int {
  ok = 0,
  violated = 1,      // check: a MUST is broken
  usage = 64,        // a bad flag, argument or address: run it again with a better one
  data = 65,         // the content cannot travel as it is
  no_input = 66,     // a file of the command line, or the mail that was asked for, is not there
  no_user = 67,      // every recipient was refused for good; or there is no such user
  unavailable = 69,  // the server refused for good
  software = 70,     // our own mistake
  os_error = 71,     // the system refused something that should work
  temporary = 75,    // try again later; or nobody knows, and the message on stderr says so
  protocol = 76,     // the other side does not speak SMTP; or a transcript did not hold
  no_permission = 77,
  configuration = 78,  // what was asked for would be unsafe as it is configured
};

}  // namespace heloport::apps
