%%{
  # Not of any RFC, though the RFCs print their examples so (RFC 5321, appendix D): one line of a
  # transcript, without its line end.
  machine transcript_notation;
  include abnf_core "abnf/abnf_core.rl";

  octet_of_line = any - (CR | LF);
  escaped       = "\\" ([rnt] | "\\" | "x" HEXDIG{2});
  raw_octet     = octet_of_line - "\\";

  plain_text    = octet_of_line*;
  raw_text      = (raw_octet | escaped)*;
  word_text     = (octet_of_line - WSP) octet_of_line*;

  client_line     = "C:" (SP plain_text)?;
  server_line     = "S:" (SP plain_text)?;
  supposed_line   = "S?" (SP plain_text)?;
  client_raw_line = "C|" (SP raw_text)?;
  server_raw_line = "S|" (SP raw_text)?;
  event_line      = "E: " word_text;
  world_line      = "! " word_text;
  prose_line      = "#" plain_text;
  blank_line      = WSP*;

  transcript_line = client_line | server_line | supposed_line | client_raw_line | server_raw_line
                  | event_line | world_line | prose_line | blank_line;
}%%
