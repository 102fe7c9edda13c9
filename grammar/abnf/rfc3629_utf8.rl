%%{
  # RFC 3629, 4: the octet sequences that are UTF-8. No overlong form, no surrogate, nothing over
  # U+10FFFF; one octet of ASCII is left out, because RFC 6531 adds only what lies beyond it.
  machine rfc3629_utf8;

  UTF8_tail = 0x80..0xBF;
  UTF8_2    = 0xC2..0xDF UTF8_tail;
  UTF8_3    = 0xE0 0xA0..0xBF UTF8_tail
            | 0xE1..0xEC UTF8_tail{2}
            | 0xED 0x80..0x9F UTF8_tail
            | 0xEE..0xEF UTF8_tail{2};
  UTF8_4    = 0xF0 0x90..0xBF UTF8_tail{2}
            | 0xF1..0xF3 UTF8_tail{3}
            | 0xF4 0x80..0x8F UTF8_tail{2};

  # RFC 6531, 3.3
  UTF8_non_ascii = UTF8_2 | UTF8_3 | UTF8_4;
}%%
