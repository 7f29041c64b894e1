/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath defects: the table of switches, and the gallery.
 */
#include <ctype.h>
#include <string.h>

#include "cli/defects_matrix.h"
#include "cli/exhibits.h"
#include "cli/options.h"

static const struct bp_usage usage = {
	.synopsis = "defects [ID | --matrix] [--json]",
	.about = "Lists the known defects of the RFC and the quirks of v5.2-rc5.  With an ID "
		 "(DEF-5) shows\n"
		 "the smallest input and, side by side, what the corrected code and the defect "
		 "make of it\n"
		 "while the checker watches.  Ids are switches: blkpath explain --defect DEF-5; "
		 "groups of\n"
		 "them are rfc, base and all.  With --matrix every defect's case is run, and "
		 "random\n"
		 "scenarios look for it.\n",
	.options = BP_OPT_BIT(MATRIX) | BP_OPT_BIT(JSON),
	.max_operands = 1,
};

/* "patch 16", "patches 10, 13, 14", "base kernel"; what is in words stays. */
static void print_origin(FILE *out, const struct bp_defect *defect)
{
	if (defect->origin == BP_ORIGIN_QUIRK || !strcmp(defect->patch, "base"))
		fputs("v5.2-rc5", out);
	else if (strspn(defect->patch, "0123456789") == strlen(defect->patch))
		fprintf(out, "patch %s", defect->patch);
	else
		fprintf(out, "patches %s", defect->patch);
}

static void print_title(FILE *out, const struct bp_defect *defect)
{
	fprintf(out, "%s  ", defect->id);
	print_origin(out, defect);
	fprintf(out, "  %s %s\n%s\n", defect->document, defect->rule, defect->sentence);
}

static bool is_quirk(enum bp_defect_id id)
{
	return bp_defect_get(id)->origin == BP_ORIGIN_QUIRK;
}

/* Whether a switch does anything: that of a defect, that of a quirk with a fix. */
static bool has_switch(enum bp_defect_id id)
{
	return !is_quirk(id) || bp_quirk_has_fix(id);
}

/* The name by which --defect takes the switch of a quirk. */
static const char *fix_name(enum bp_defect_id id, char name[static 32])
{
	snprintf(name, 32, "fix-%s", bp_defect_get(id)->id);
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return name;
}

static void print_table(FILE *out)
{
	fputs("defects, off unless switched on; blkpath defects ID shows one:\n", out);
	for (int id = 0; id < BP_DEFECT_NR; id++)
		fprintf(out, "  %-13s %s\n", bp_defect_get((enum bp_defect_id)id)->id,
			bp_defect_get((enum bp_defect_id)id)->sentence);
	fputs("\nquirks, kept; --defect with the name in brackets mends one:\n", out);
	for (int i = BP_DEFECT_NR; i < BP_SWITCH_NR; i++) {
		const enum bp_defect_id id = (enum bp_defect_id)i;
		char name[32];

		fprintf(out, "  %-13s %s", bp_defect_get(id)->id, bp_defect_get(id)->sentence);
		if (bp_quirk_has_fix(id))
			fprintf(out, "  [%s]", fix_name(id, name));
		fputc('\n', out);
	}
	fputc('\n', out);
}

static json_t *row(enum bp_defect_id id)
{
	static const char *const origins[] = {
		[BP_ORIGIN_RFC] = "rfc", [BP_ORIGIN_BASE] = "base", [BP_ORIGIN_QUIRK] = "quirk"
	};

	const struct bp_defect *defect = bp_defect_get(id);

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "id", defect->id, "origin",
			 origins[defect->origin], "patch", defect->patch, "document",
			 defect->document, "rule", defect->rule, "sentence", defect->sentence,
			 "caught_by", defect->caught_by, "switch", has_switch(id));
}

static json_t *table_json(void)
{
	json_t *array = json_array();

	for (int id = 0; id < BP_SWITCH_NR; id++)
		json_array_append_new(array, row((enum bp_defect_id)id));
	return json_pack("{s:o}", "defects", array);
}

static enum bp_exit show_table(struct bp_cli *cli, bool json)
{
	if (json)
		return bp_cli_json(cli, table_json());
	print_table(cli->out);
	return BP_EXIT_FINE;
}

static enum bp_exit show_case(struct bp_cli *cli, const struct bp_gallery_case *shown, bool json)
{
	struct bp_exhibit_pair pair;
	struct bp_error err = { 0 };
	json_t *document;

	if (bp_gallery_run(shown, false, &pair.corrected, &err) ||
	    bp_gallery_run(shown, true, &pair.defective, &err))
		return bp_cli_complain(cli, &err);
	if (!json) {
		print_title(cli->out, bp_defect_get(shown->defect));
		bp_exhibits_print(cli->out, shown, &pair);
		return BP_EXIT_FINE;
	}
	document = row(shown->defect);
	json_object_update_new(document, bp_exhibits_json(shown, &pair));
	return bp_cli_json(cli, document);
}

static enum bp_exit show_quirk(struct bp_cli *cli, enum bp_defect_id id, bool json)
{
	char name[32];

	if (json)
		return bp_cli_json(cli, row(id));
	print_title(cli->out, bp_defect_get(id));
	fprintf(cli->out, "switch: %s\ninvariants: %s\n",
		has_switch(id) ? fix_name(id, name) : "none", bp_defect_get(id)->caught_by);
	return BP_EXIT_FINE;
}

enum bp_exit bp_cmd_defects(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct bp_error err = { 0 };
	enum bp_exit status;
	int id;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.matrix && options.nr_operands) {
		bp_error_set(&err, NULL, 0, "--matrix", "is of all defects; an ID is not allowed");
		return bp_cli_complain(cli, &err);
	}
	if (options.matrix)
		return bp_cmd_defects_matrix(cli, options.json);
	if (!options.nr_operands)
		return show_table(cli, options.json);
	id = bp_defect_find(options.operands[0]);
	if (id < 0) {
		bp_error_set(&err, NULL, 0, options.operands[0],
			     "unknown id; allowed: one of \"blkpath defects\"");
		return bp_cli_complain(cli, &err);
	}
	if (is_quirk((enum bp_defect_id)id))
		return show_quirk(cli, (enum bp_defect_id)id, options.json);
	return show_case(cli, bp_gallery_find((enum bp_defect_id)id), options.json);
}
