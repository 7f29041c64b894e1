/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath copy: from drive to drive, through the memory of one of them or through RAM (NVM-6).
 */
#include <string.h>

#include "cli/copy.h"
#include "cli/options.h"
#include "draw/words.h"

#define DEFAULT_BYTES (1u << 20)
#define MOST_BYTES (256u << 20) /* both drives keep them */

static const struct bp_option_words words[] = {
	{ BP_OPT_BYTES, "how much (1M)" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "copy [FILE] --from ADDRESS --to ADDRESS [OPTION...]",
	.about = "Makes two functions of a machine NVMe drives, each a controller with its driver, "
		 "and\ncopies from one to the other: through the memory of the second, of the "
		 "first, and\nthrough RAM.  FILE is a scenario with a machine or a dump of lspci "
		 "(this machine).\nA drive's memory is its largest BAR but BAR 0.\n",
	.options = BP_OPT_BIT(FROM) | BP_OPT_BIT(TO) | BP_OPT_BIT(BYTES) | BP_OPT_BIT(BUFFER) |
		   BP_OPT_BIT(JSON),
	.words = words,
	.max_operands = 1,
};

const char *bp_copy_way_words(enum bp_copy_way way)
{
	static const char *const names[] = {
		[BP_COPY_BY_TO] = "memory of the second",
		[BP_COPY_BY_FROM] = "memory of the first",
		[BP_COPY_BY_RAM] = "RAM",
	};

	return names[way];
}

const char *bp_copy_outcome(const struct bp_copy *copy, char *text, size_t room)
{
	switch (copy->state) {
	case BP_COPY_DONE:
		return "every byte arrived";
	case BP_COPY_NO_MEMORY:
		return "it has no BAR for that, or too small a one";
	case BP_COPY_REFUSED:
		return "the kernel refuses; \"blkpath topo\" says why";
	case BP_COPY_FAILED:
		snprintf(text, room, "an I/O failed: %s", strerror(-copy->error));
		return text;
	case BP_COPY_WRONG:
		snprintf(text, room, "wrong from sector %llu on", (ull)copy->wrong_sector);
		return text;
	}
	return "";
}

static int read_address(const char *option, const char *text, char name[BP_PCI_NAME_MAX],
			struct bp_error *err)
{
	const struct bp_place at = { .key = option };

	if (!text)
		return bp_error_set(err, NULL, 0, option,
				    "is missing: a copy is between two drives");
	return bp_device_function(&at, text, name, err);
}

static int run(struct bp_copies *copies, struct bp_error *err)
{
	for (unsigned way = 0; way < BP_COPY_WAYS; way++) {
		int error = bp_world_copy(copies->pair, way, copies->bytes, copies->buffer_bytes,
					  &copies->copy[way], err);

		if (error)
			return error;
	}
	return 0;
}

static enum bp_exit show(struct bp_cli *cli, const struct bp_copies *copies, bool json)
{
	enum bp_exit status = BP_EXIT_FINE;

	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		if (copies->copy[way].state >= BP_COPY_FAILED)
			status = BP_EXIT_CHECK;
	if (!json)
		bp_copies_print(cli->out, copies);
	else if (bp_cli_json(cli, bp_copies_json(copies)))
		return BP_EXIT_USAGE;
	return status;
}

static enum bp_exit copy(struct bp_cli *cli, const struct bp_options *o,
			 const struct bp_world_pair_setup *setup)
{
	struct bp_world_pair pair = { 0 };
	struct bp_copies copies = {
		.pair = &pair,
		.bytes = setup->bytes,
		.buffer_bytes = o->buffer_bytes,
	};
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (bp_world_pair_open(&pair, setup, &err) || run(&copies, &err))
		status = bp_cli_complain(cli, &err);
	else
		status = show(cli, &copies, o->json);
	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		bp_copy_fini(&copies.copy[way]);
	bp_world_pair_close(&pair);
	return status;
}

enum bp_exit bp_cmd_copy(struct bp_cli *cli, int argc, char **argv)
{
	char from[BP_PCI_NAME_MAX], to[BP_PCI_NAME_MAX];
	struct bp_world_pair_setup setup = { .from = from, .to = to };
	struct bp_options options;
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.bytes > MOST_BYTES)
		bp_error_set(&err, NULL, 0, "--bytes", "allowed here: 512 to 256M");
	if (err.text[0] || read_address("--from", options.from, from, &err) ||
	    read_address("--to", options.to, to, &err))
		return bp_cli_complain(cli, &err);
	setup.machine = options.nr_operands ? options.operands[0] : NULL;
	setup.bytes = options.bytes ?: DEFAULT_BYTES;
	return copy(cli, &options, &setup);
}
