%%{
  # RFC 6152, 2 and RFC 3030, 3: the value of BODY in MAIL.
  machine rfc6152_body;

  body_value = "7BIT"i | "8BITMIME"i | "BINARYMIME"i;
}%%
