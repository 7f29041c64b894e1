/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NVMe commands of a replay: how many of which kind, and how they ended.
 */
#include <blkpath/nvme_status.h>

#include "cli/replay.h"
#include "draw/bars.h"
#include "draw/nvme_words.h"
#include "draw/words.h"

static void count(FILE *out, const char *name, u64 n, const char *remark)
{
	if (n)
		fprintf(out, "  %-16s %12llu%s%s\n", name, (ull)n, *remark ? "  " : "", remark);
}

void bp_commands_print(FILE *out, const struct bp_replay_report *report)
{
	const struct bp_tally_nvme *nvme = &report->tally->nvme;
	char words[BP_NVME_WORDS_MAX];

	if (!report->controller)
		return;
	fputs("\ncommands of the driver\n", out);
	count(out, "commands", nvme->commands, "those that were tried again among them");
	for (int choice = 0; choice < BP_NVME_CHOICES; choice++)
		count(out, bp_nvme_choice_words((enum bp_nvme_choice)choice),
		      nvme->by_choice[choice], "");
	snprintf(words, sizeof(words), "of them %llu to registers", (ull)nvme->mmio);
	count(out, "doorbells", nvme->doorbells, words);
	count(out, "completions", nvme->completions, "");
	for (unsigned i = 0; i < nvme->nr_statuses; i++) {
		snprintf(words, sizeof(words), "with %s (0x%03x)",
			 bp_nvme_status_name(nvme->status[i].status), nvme->status[i].status);
		count(out, "failed", nvme->status[i].count, words);
	}
}

void bp_commands_bars(FILE *out, const struct bp_replay_report *report)
{
	const struct bp_tally_nvme *nvme = &report->tally->nvme;

	if (nvme->prp_entries.samples) {
		bp_bars_draw(out, "PRP entries per command", &nvme->prp_entries, false);
		bp_bars_draw(out, "PRP lists per command", &nvme->prp_lists, false);
	}
	if (nvme->sgl_descriptors.samples)
		bp_bars_draw(out, "SGL descriptors per command", &nvme->sgl_descriptors, false);
}

static json_t *number(u64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *by_pointer(const struct bp_tally_nvme *nvme)
{
	json_t *object = json_object();

	for (int choice = 0; choice < BP_NVME_CHOICES; choice++)
		json_object_set_new(object, bp_nvme_choice_words((enum bp_nvme_choice)choice),
				    number(nvme->by_choice[choice]));
	return object;
}

static json_t *statuses(const struct bp_tally_nvme *nvme)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < nvme->nr_statuses; i++)
		json_array_append_new(array, json_pack("{s:i, s:s, s:o}", "status",
						       nvme->status[i].status, "words",
						       bp_nvme_status_name(nvme->status[i].status),
						       "count", number(nvme->status[i].count)));
	return array;
}

json_t *bp_command_counts_json(const struct bp_replay_report *report)
{
	const struct bp_tally_nvme *nvme = &report->tally->nvme;

	if (!report->controller)
		return NULL;
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "commands",
			 number(nvme->commands), "by_pointer", by_pointer(nvme), "doorbells",
			 number(nvme->doorbells), "mmio_doorbells", number(nvme->mmio),
			 "completions", number(nvme->completions), "failed", statuses(nvme),
			 "prp_entries", bp_histogram_json(&nvme->prp_entries), "prp_lists",
			 bp_histogram_json(&nvme->prp_lists), "sgl_descriptors",
			 bp_histogram_json(&nvme->sgl_descriptors));
}
