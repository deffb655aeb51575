"""The documented path of gradient rules that users register."""
