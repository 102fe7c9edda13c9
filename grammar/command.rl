// parse_command(): the pure grammar of RFC 5321, 4.1.1 with its parts taken and its faults named.
// One machine is all of a command line, verb included, and runs over it once.

#include "grammar/command.hpp"
#include "grammar/command_end.hpp"
#include "grammar/taken_path.hpp"
#include "grammar/utf8.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine command_parser;
  include utf8_opaque "abnf/utf8_opaque.rl";
  include rfc5321_command "abnf/rfc5321_command.rl";
  include taken_mailbox "taken_mailbox.rl";
  getkey static_cast<unsigned char>(*p);

  action take_argument        { command.argument = view(mark, p); }
  action take_second_argument { command.second_argument = view(mark, p); }
  action take_user            { command.argument = path.mailbox; }
  action take_parameters      { command.parameters = ParameterList(view(mark, p)); }
  action take_source_route    { path.source_route = view(mark, p); }
  action take_postmaster      { path.text = path.local_part; path.is_postmaster = true; }
  action is_null              { path.is_null = true; }

  action opened               { bracketed = true; }
  action needs_space          { needed = needed | Leniency::space_after_colon; }
  action needs_bare_path      { needed = needed | Leniency::bare_path; }
  action needs_helo_literal   { needed = needed | Leniency::helo_literal; }
  action needs_trailing_text  { needed = needed | Leniency::ehlo_trailing_text; }
  action needs_listing        { needed = needed | Leniency::simple_listing; }

  action bad_keyword          { fault = SyntaxFault::bad_keyword; }
  action bad_path             { fault = SyntaxFault::bad_path; }
  action bad_local_part       { fault = SyntaxFault::bad_local_part; }
  action bad_domain           { fault = SyntaxFault::bad_domain; }
  action bad_literal          { fault = SyntaxFault::bad_address_literal; }
  action bad_parameter        { fault = SyntaxFault::bad_parameter; }
  action bad_base64           { fault = SyntaxFault::bad_base64; }
  action bad_argument         { fault = SyntaxFault::bad_argument; }
  action unexpected_argument  { fault = SyntaxFault::unexpected_argument; }
  action done                 { complete = true; fbreak; }

  action ehlo     { command.verb = Verb::ehlo; }
  action helo     { command.verb = Verb::helo; }
  action lhlo     { command.verb = Verb::lhlo; }
  action mail     { command.verb = Verb::mail; }
  action rcpt     { command.verb = Verb::rcpt; }
  action data     { command.verb = Verb::data; }
  action bdat     { command.verb = Verb::bdat; }
  action rset     { command.verb = Verb::rset; }
  action vrfy     { command.verb = Verb::vrfy; }
  action expn     { command.verb = Verb::expn; }
  action help     { command.verb = Verb::help; }
  action noop     { command.verb = Verb::noop; }
  action quit     { command.verb = Verb::quit; }
  action starttls { command.verb = Verb::starttls; }
  action auth     { command.verb = Verb::auth; }
  action etrn     { command.verb = Verb::etrn; }
  action xclient  { command.verb = Verb::xclient; }
  action xforward { command.verb = Verb::xforward; }
  action send     { command.verb = Verb::send; }
  action soml     { command.verb = Verb::soml; }
  action saml     { command.verb = Verb::saml; }
  action turn     { command.verb = Verb::turn; }
  action list     { command.verb = Verb::list; }
  action read     { command.verb = Verb::read; }

  # A fault is embedded in the states of its clause ($err) and is that of a line which stops being
  # grammatical there; $lerr would also run when one clause is left for the next. The state between
  # two clauses belongs to both: `<err` leaves it to the clause before, `@err` to the one after,
  # `>err` and `%err` have only that one, `<>err` all but those.
  local_part = taken_local_part <err(bad_local_part);
  domain     = taken_domain     $err(bad_domain);
  literal   := literal_body     $err(bad_literal);
  mailbox    = local_part "@" (domain | taken_literal %err(bad_literal));
  opening    = "<" @opened %err(bad_local_part);

  # Paths. `bare` is a mailbox without brackets.
  route      = (A_d_l >mark %take_source_route ":") <>err(bad_path) %err(bad_local_part);
  null_path  = "<>" @is_null %err(bad_parameter);
  the_word   = "Postmaster"i >mark %take_local_part %take_postmaster;
  postmaster = opening the_word ">" %err(bad_parameter);
  path       = opening (route? mailbox) ">" %err(bad_parameter);
  bare       = mailbox >needs_bare_path;
  one_space  = (SP @needs_space)?;
  sender     = "FROM:"i @err(bad_keyword) one_space (path | null_path | bare) >err(bad_path);
  recipient  = "TO:"i   @err(bad_keyword) one_space (path | postmaster | bare) >err(bad_path);
  parameters = (SP Mail_parameters >mark %take_parameters)? <err(bad_parameter);

  # The arguments of the other verbs.
  name       = (Domain & ascii*)  >mark %take_argument $err(bad_domain);
  address    = "[" @call_literal  >mark %take_argument %err(bad_literal);
  trailing   = SP (free_text >needs_trailing_text) <err(bad_argument);
  ehlo_host  = name | address trailing?;
  helo_host  = name | address     >needs_helo_literal;
  text       = free_text          >mark %take_argument $err(bad_argument);
  size       = DIGIT+             >mark %take_argument $err(bad_argument);
  last       = SP ("LAST"i        >mark %take_second_argument) <err(bad_argument);
  mechanism  = sasl_mech          >mark %take_argument $err(bad_argument);
  response   = SP (initial_response >mark %take_second_argument) <err(bad_base64);
  node       = ([@\#]? (Domain & ascii*)) >mark %take_argument $err(bad_argument);
  attributes = peer_attributes    >mark %take_parameters $err(bad_argument);
  mail_name  = free_text          >mark %take_second_argument $err(bad_argument);
  one_user   = opening mailbox ">" %err(bad_argument) | mailbox;
  taken_user = one_user           %take_user >err(bad_path);
  emails     = "EMAILS:"i @err(bad_keyword) SP? taken_user;
  email      = "EMAIL:"i  @err(bad_keyword) SP? taken_user ":" SP? mail_name;

  # command_end, with the fault of what stands after the white space instead of the CRLF.
  end        = CRLF | WSP (command_end $err(bad_argument));
  auth_end   = CRLF | WSP (command_end $err(bad_base64));
  path_end   = CRLF | WSP (command_end $err(bad_parameter));
  alone      = CRLF | WSP (command_end $err(unexpected_argument));

  line = ( "EHLO"i @ehlo        SP ehlo_host               end
         | "HELO"i @helo        SP helo_host               end
         | "MAIL"i @mail        SP sender parameters       path_end
         | "RCPT"i @rcpt        SP recipient parameters    path_end
         | "DATA"i @data                                   alone
         | "RSET"i @rset                                   alone
         | "VRFY"i @vrfy        SP text                    end
         | "EXPN"i @expn        SP text                    end
         | "HELP"i @help        (SP text)?                 end
         | "NOOP"i @noop        (SP text)?                 end
         | "QUIT"i @quit                                   alone
         | "LHLO"i @lhlo        SP ehlo_host               end
         | "BDAT"i @bdat        SP size last?              end
         | "STARTTLS"i @starttls                           alone
         | "AUTH"i @auth        SP mechanism response?     auth_end
         | "ETRN"i @etrn        SP node                    end
         | "XCLIENT"i @xclient  SP attributes             end
         | "XFORWARD"i @xforward SP attributes            end
         | "SEND"i @send        SP sender                  path_end
         | "SOML"i @soml        SP sender                  path_end
         | "SAML"i @saml        SP sender                  path_end
         | "TURN"i @turn                                   alone
         | "XLIST"i @list       SP taken_user              end
         | "XREAD"i @read       SP taken_user SP mail_name end
         | "LIST"i @list        @needs_listing SP emails   end
         | "READ"i @read        @needs_listing SP email    end
         ) @done;

  main := line & noted;
}%%

%% write data noerror nofinal noentry;

}  // namespace

// The machine is written without a check for the end of its input: CR is grammatical only before
// LF and nothing is after that, so a line that ends in CRLF stops the machine there at the latest.
Command parse_command(std::string_view line, Leniency allowed) {
  Command command;
  if (!line.ends_with("\r\n")) {
    command.fault = SyntaxFault::bad_character;
    return command;
  }
  Path& path = command.path;
  SyntaxFault fault = SyntaxFault::unknown_verb;
  Leniency needed = Leniency::none;
  bool bracketed = false;
  bool beyond_ascii = false;
  bool complete = false;
  const char* p = line.data();
  const char* mark = p;
  const char* const eof = nullptr;  // unused: see above
  int stack[1];
  int top = 0;
  int cs = 0;
  %% write init;
  %% write exec noend;
  const bool whole = complete && p == line.data() + line.size();
  if (whole && contains(allowed, needed) && (!beyond_ascii || is_utf8(line))) {
    path.is_utf8 = beyond_ascii && holds_utf8(path);
    if (command.verb == Verb::vrfy || command.verb == Verb::expn) split_off_smtputf8(command);
  } else {
    refuse(command, line, {command.verb, fault, needed, allowed, p, bracketed});
  }
  return command;
}

}  // namespace heloport::grammar
