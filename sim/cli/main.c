/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath: one table of sub-commands.
 */
#include <fcntl.h>
#include <unistd.h>

#include "cli/cli.h"

/* A stream that came closed must not become the number of a file that we write. */
static void hold_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	struct bp_cli cli = { .out = stdout, .err = stderr };

	hold_streams();
	return (int)bp_cli_run(&cli, bp_commands, argc, argv);
}
