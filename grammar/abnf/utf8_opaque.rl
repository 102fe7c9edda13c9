%%{
  # UTF8_non_ascii of RFC 6531, 3.3 as any octet over 127, for a machine whose text is checked to be
  # UTF-8 apart (utf8.rl). Wherever the grammar takes one such character it takes any number, so
  # both together accept what rfc3629_utf8.rl in this file's place would; a test compares them. It
  # keeps four lengths of sequence out of every state of a local part, a label and a value.
  machine utf8_opaque;

  UTF8_non_ascii = 128..255;
}%%
