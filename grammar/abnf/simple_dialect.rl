%%{
  # Not of any RFC: what the simple dialect says where RFC 5321 says something else. Each rule is
  # a leniency with a name in command.hpp.
  machine simple_dialect;

  # Leniency::simple_listing.
  list = "LIST"i SP "EMAILS:"i SP? user;
  read = "READ"i SP "EMAIL:"i SP? user ":" SP? free_text;
}%%
