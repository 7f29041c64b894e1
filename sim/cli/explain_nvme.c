/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NVMe commands of an explanation for people: the 64 bytes, and what the data pointer leads to.
 */
#include <errno.h>
#include <string.h>

#include "cli/teller.h"
#include "draw/chart.h"
#include "draw/command_svg.h"
#include "draw/nvme_words.h"

#define ROW_BYTES 8

static unsigned request_of(const struct bp_teller *t, const struct bp_told_command *command)
{
	for (unsigned i = t->story->requests.n; i--;)
		if (t->story->requests.at[i].serial == command->request)
			return i;
	return BP_NOWHERE;
}

void bp_tell_command_title(const struct bp_teller *t, unsigned index)
{
	const struct bp_told_command *command = &t->x->nvme->commands.at[index];
	const struct bp_nvme_built *built = &command->built;
	const unsigned request = request_of(t, command);
	char words[BP_NVME_WORDS_MAX];

	fprintf(t->out, "command %u: ", index + 1);
	if (request != BP_NOWHERE)
		fprintf(t->out, "request %u becomes a ", request + 1);
	fprintf(t->out, "%s of queue %u, %s",
		bp_nvme_opcode_words(built->command.common.opcode, !built->qid, words), built->qid,
		bp_nvme_choice_words(built->choice));
	if (built->nr_lists)
		fprintf(t->out, " with %u list%s", built->nr_lists, bp_plural(built->nr_lists));
	if (built->direct)
		fputs(", by bus address", t->out);
}

static void tell_bytes(const struct bp_teller *t, const struct nvme_command *cmd, bool admin)
{
	char words[BP_NVME_WORDS_MAX];

	for (unsigned row = 0; row < BP_NVME_SQE_ROWS; row++) {
		fprintf(t->out, "    %2u ", row * ROW_BYTES);
		for (unsigned i = 0; i < ROW_BYTES; i++)
			fprintf(t->out, "%s%02x", i == ROW_BYTES / 2 ? "  " : " ",
				cmd->bp_bytes[row * ROW_BYTES + i]);
		bp_nvme_sqe_words(cmd, admin, row, words);
		fprintf(t->out, "%s%s\n", *words ? "   " : "", words);
	}
	fputc('\n', t->out);
}

static void tell_slot(const struct bp_teller *t, const struct bp_told_command *command,
		      const struct bp_slot *slot)
{
	char name[BP_SLOT_NAME_MAX + 20] = "", at[24] = "-";

	if (slot->list != BP_SLOT_IN_COMMAND) {
		snprintf(name, sizeof(name), "list %u ", slot->list + 1);
		snprintf(at, sizeof(at), "0x%llx", (ull)slot->at);
	}
	bp_slot_name(command, slot, name + strlen(name));
	fprintf(t->out, "    %-14s  %-18s  0x%-16llx  %10llu  ", name, at, (ull)slot->value,
		(ull)slot->bytes);
	if (bp_command_has_sgl(command))
		fprintf(t->out, "%s\n", bp_nvme_sgl_words(slot->type));
	else
		fprintf(t->out, slot->is_data ? "data\n" : "list %u\n",
			slot->list == BP_SLOT_IN_COMMAND ? 1 : slot->list + 2);
}

static void tell_slots(const struct bp_teller *t, const struct bp_told_command *command)
{
	const struct bp_slot *slots = bp_list_from(&t->x->nvme->slots, command->first_slot);
	bool silent = false;

	if (!command->nr_slots)
		return;
	fprintf(t->out, "    %-14s  %-18s  %-18s  %10s  leads to\n", "slot", "at", "value",
		"bytes");
	for (unsigned i = 0; i < command->nr_slots; i++) {
		if (bp_tell_shows(t, i, command->nr_slots)) {
			tell_slot(t, command, &slots[i]);
		} else if (!silent) {
			fprintf(t->out, "    ...  %u more, see --verbose\n",
				bp_tell_hides(command->nr_slots));
			silent = true;
		}
	}
	fputc('\n', t->out);
}

typedef BP_LIST(struct bp_cell) cell_list;

/* One cell for each piece of data, and one for what stands in one list. */
static bool fill(const struct bp_teller *t, const struct bp_told_command *command, cell_list *data,
		 cell_list *lists)
{
	const struct bp_slot *slots = bp_list_from(&t->x->nvme->slots, command->first_slot);
	u64 begin = 0, list_begin = 0, list = 0;

	for (unsigned i = 0; i < command->nr_slots; i++) {
		const bool ends = i + 1 == command->nr_slots || slots[i + 1].list != slots[i].list;
		struct bp_cell cell = { begin, begin + slots[i].bytes, slots[i].value };

		if (slots[i].is_data) {
			begin = cell.end;
			if (!bp_list_add(data, cell))
				return false;
		}
		list = slots[i].index ? list : slots[i].at;
		cell = (struct bp_cell){ list_begin, begin, list };
		if (!ends || list_begin == begin)
			continue;
		list_begin = begin;
		if (slots[i].list != BP_SLOT_IN_COMMAND && !bp_list_add(lists, cell))
			return false;
	}
	return true;
}

static int draw(const struct bp_teller *t, const struct bp_told_command *command)
{
	const unsigned request = request_of(t, command);
	cell_list data = { 0 }, lists = { 0 };
	struct bp_row rows[2];
	int error = -ENOMEM;

	if (fill(t, command, &data, &lists)) {
		rows[0] = (struct bp_row){ .name = bp_command_has_sgl(command) ? "blocks" : "pages",
					   .label = BP_LABEL_ADDRESS,
					   .cells = data.at,
					   .n = data.n };
		rows[1] = (struct bp_row){ .name = "in list",
					   .label = BP_LABEL_ADDRESS,
					   .cells = lists.at,
					   .n = lists.n };
		error = bp_chart_draw(
			t->out, &(struct bp_chart){
					.sector = request == BP_NOWHERE
							  ? 0
							  : t->story->requests.at[request].sector,
					.rows = rows,
					.nr_rows = 1 + (lists.n != 0),
				});
	}
	bp_list_free(&data);
	bp_list_free(&lists);
	if (!error)
		fputc('\n', t->out);
	return error;
}

static int tell_command(const struct bp_teller *t, unsigned index)
{
	const struct bp_told_command *command = &t->x->nvme->commands.at[index];

	fputs("  ", t->out);
	bp_tell_command_title(t, index);
	fputs("\n\n", t->out);
	tell_bytes(t, &command->built.command, !command->built.qid);
	tell_slots(t, command);
	if (command->nr_slots < 2)
		return 0;
	return draw(t, command);
}

int bp_tell_nvme(const struct bp_teller *t)
{
	const unsigned n = t->x->nvme ? t->x->nvme->commands.n : 0;
	bool silent = false;

	for (unsigned i = 0; i < n; i++) {
		if (!bp_tell_shows(t, i, n) && !silent) {
			fprintf(t->out, "  ...  %u more commands, see --verbose\n\n",
				bp_tell_hides(n));
			silent = true;
		}
		if (bp_tell_shows(t, i, n) && tell_command(t, i))
			return -1;
	}
	if (n)
		bp_tell_steps(t);
	return 0;
}
