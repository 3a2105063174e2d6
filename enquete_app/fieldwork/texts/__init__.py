"""The words of mails and letters: what staff may write, whether it is sound, and its versions."""
