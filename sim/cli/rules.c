/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath rules: the table of rule sets.
 */
#include "cli/options.h"

static const struct bp_usage usage = {
	.synopsis = "rules [--json]",
	.about = "Shows the rule sets, one for each kernel generation, and the switches in which "
		 "they\n"
		 "differ (docs/spec/generations.md): equal letters behave alike, a as v5.2 does.  "
		 "The\n"
		 "line tells what newer kernels do.\n",
	.options = BP_OPT_BIT(JSON),
};

static bool same(const struct bp_rules *a, const struct bp_rules *b, enum bp_rule_switch which)
{
	struct bp_rules copy = *a;

	return !bp_rules_take(&copy, b, which);
}

/* 'a' for what the first rule set does, the next letter for what none before does. */
static char letter(unsigned set, enum bp_rule_switch which)
{
	char next = 'a';

	for (unsigned i = 0; i < set; i++) {
		char other = letter(i, which);

		if (same(bp_rules_at(i), bp_rules_at(set), which))
			return other;
		next = (char)(bp_max(next, other + 1));
	}
	return next;
}

static void print_text(FILE *out)
{
	const struct bp_rules *rules;

	fprintf(out, "%-4s  %-18s", "", "switch");
	for (unsigned i = 0; (rules = bp_rules_at(i)); i++)
		fprintf(out, "  %5s", rules->name);
	fputs("  newer kernels\n", out);
	for (int s = 0; s < BP_RULE_NR; s++) {
		enum bp_rule_switch which = (enum bp_rule_switch)s;
		const struct bp_rule_switch_info *info = bp_rule_switch_get(which);

		fprintf(out, "%-4s  %-18s", info->id, info->name);
		for (unsigned i = 0; bp_rules_at(i); i++)
			fprintf(out, "  %5c", letter(i, which));
		fprintf(out, "  %s\n", info->line);
	}
	fputs("\nI/O by bus address:", out);
	for (unsigned i = 0; (rules = bp_rules_at(i)); i++)
		fprintf(out, "%s %s %s", i ? "," : "", rules->name,
			rules->dma_direct ? "yes" : "no");
	fputc('\n', out);
}

static json_t *sets_json(void)
{
	const struct bp_rules *rules;
	json_t *sets = json_array();

	for (unsigned i = 0; (rules = bp_rules_at(i)); i++)
		json_array_append_new(sets, json_pack("{s:s, s:b}", "name", rules->name,
						      "dma_direct", rules->dma_direct));
	return sets;
}

static json_t *switch_json(enum bp_rule_switch which)
{
	const struct bp_rule_switch_info *info = bp_rule_switch_get(which);
	json_t *behaviour = json_object();

	for (unsigned i = 0; bp_rules_at(i); i++)
		json_object_set_new(behaviour, bp_rules_at(i)->name,
				    json_sprintf("%c", letter(i, which)));
	return json_pack("{s:s, s:s, s:s, s:o}", "id", info->id, "name", info->name, "newer",
			 info->line, "behaviour", behaviour);
}

static json_t *document(void)
{
	json_t *switches = json_array();

	for (int s = 0; s < BP_RULE_NR; s++)
		json_array_append_new(switches, switch_json((enum bp_rule_switch)s));
	return json_pack("{s:o, s:o}", "rule_sets", sets_json(), "switches", switches);
}

enum bp_exit bp_cmd_rules(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.json)
		return bp_cli_json(cli, document());
	print_text(cli->out);
	return BP_EXIT_FINE;
}
