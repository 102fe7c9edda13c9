// parse_transcript_line(): one line of a transcript. What an escape stands for is in escapes.cpp.

#include "grammar/transcript.hpp"

#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine transcript_parser;
  include transcript_notation "abnf/transcript_notation.rl";
  getkey static_cast<unsigned char>(*p);

  action mark       { mark = p; }
  action take_text  { line.text = view(mark, p); }
  action client     { line.kind = TranscriptKind::client; }
  action client_raw { line.kind = TranscriptKind::client_raw; }
  action server     { line.kind = TranscriptKind::server; }
  action supposed   { line.kind = TranscriptKind::server_supposed; }
  action server_raw { line.kind = TranscriptKind::server_raw; }
  action event      { line.kind = TranscriptKind::event; }
  action world      { line.kind = TranscriptKind::world; }
  action prose      { line.kind = TranscriptKind::prose; }

  # transcript_line again, with its text taken.
  taken_plain = (SP %mark plain_text %take_text)?;
  taken_raw   = (SP %mark raw_text %take_text)?;
  taken_words =  SP %mark word_text %take_text;
  taken_prose = taken_plain | ((octet_of_line - SP) octet_of_line*) >mark %take_text;

  main := "C:" @client     taken_plain
        | "S:" @server     taken_plain
        | "S?" @supposed   taken_plain
        | "C|" @client_raw taken_raw
        | "S|" @server_raw taken_raw
        | "E:" @event      taken_words
        | "!"  @world      taken_words
        | "#"  @prose      taken_prose
        | blank_line;
}%%

%% write data noerror noentry;

}  // namespace

TranscriptLine parse_transcript_line(std::string_view text) {
  TranscriptLine line{TranscriptKind::blank, {}};
  const char* p = text.data();
  const char* const pe = p + text.size();
  const char* const eof = pe;
  const char* mark = p;
  int cs = 0;
  %% write init;
  %% write exec;
  if (cs >= transcript_parser_first_final) return line;
  return {TranscriptKind::malformed, {}};
}

}  // namespace heloport::grammar
