"""How a program is spread over devices: this one runs on one."""
