/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the section `p2p` of a scenario to a workload that makes sense.
 */
#include <bsd/string.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <input/machine_load.h>
#include <input/pci_record.h>
#include <input/plain_file.h>
#include <input/workload.h>
#include <input/workload_keys.h>

struct load {
	const char *path;
	struct bp_yaml_lines *lines;
	struct bp_workload *w;
	struct bp_error *err;
};

/* One value that stands in the file: its path, its last word, its text. */
struct entry {
	const char *path;
	struct bp_place at;
	const char *text; /* NULL: a list or a mapping */
};

static bool is_key(const struct bp_keys *keys, const char *key)
{
	for (unsigned i = 0; i < keys->n; i++)
		if (!strcmp(keys->at[i].name, key))
			return true;
	return false;
}

static int put(const struct load *l, const struct bp_keys *keys, void *doc, const struct entry *e)
{
	if (!e->text && is_key(keys, e->at.key))
		return bp_place_error(&e->at, l->err, "one value is allowed");
	return bp_keys_put(keys, doc, &e->at, e->text ?: "", l->err);
}

static int add_fault(const struct load *l, const struct entry *e)
{
	struct bp_workload *w = l->w;
	struct bp_workload_fault *fault = &w->fault[w->nr_faults];

	if (!e->text)
		return bp_place_error(&e->at, l->err, "one value is allowed in each place");
	if (w->nr_faults == BP_WORKLOAD_FAULTS_MAX)
		return bp_place_error(&e->at, l->err, "more than %u of them",
				      BP_WORKLOAD_FAULTS_MAX);
	if (strlcpy(fault->text, e->text, sizeof(fault->text)) >= sizeof(fault->text))
		return bp_place_error(&e->at, l->err, "is longer than %zu characters",
				      sizeof(fault->text) - 1);
	fault->line = e->at.line;
	w->nr_faults++;
	return 0;
}

static int add_io(const struct load *l, const struct entry *e)
{
	struct bp_workload *w = l->w;

	if (e->text)
		return bp_place_error(&e->at, l->err,
				      "no mapping: key: value pairs in { } are allowed");
	if (w->nr_ios == BP_WORKLOAD_IOS_MAX)
		return bp_place_error(&e->at, l->err, "more than %u of them", BP_WORKLOAD_IOS_MAX);
	w->ios[w->nr_ios++] = (struct bp_workload_io){ .count = 1, .line = e->at.line };
	return 0;
}

/* The rest of a path behind a prefix; NULL without it. */
static const char *behind(const char *path, const char *prefix)
{
	const size_t length = strlen(prefix);

	return strncmp(path, prefix, length) ? NULL : path + length;
}

/* Behind the number of a command, whose own path came before: it is the last one.  A key that only
 * looks like that is left to others. */
static bool take_io_key(const struct load *l, struct entry *e, const char *end, int *rc)
{
	if (!end || (end[1] && (end[1] != '.' || !l->w->nr_ios)))
		return false;
	e->at.key = end[1] ? end + 2 : "ios";
	*rc = end[1] ? put(l, &bp_workload_io_keys, &l->w->ios[l->w->nr_ios - 1], e) : add_io(l, e);
	return true;
}

/* A path of the section. */
static int take_ours(const struct load *l, struct entry *e, const char *key)
{
	const char *rest;
	int rc;

	if (!*key)
		return e->text ? bp_place_error(&e->at, l->err,
						"a mapping is allowed, of which ios must be there")
			       : 0;
	e->at.key = ++key;
	rest = behind(key, "ios[");
	if (rest && take_io_key(l, e, strchr(rest, ']'), &rc))
		return rc;
	if (behind(key, "faults[")) {
		e->at.key = "faults";
		return add_fault(l, e);
	}
	if (!e->text && (!strcmp(key, "ios") || !strcmp(key, "faults")))
		return 0;
	return put(l, &bp_workload_keys, l->w, e);
}

static int add_defect(const struct load *l, const struct entry *e)
{
	if (e->text && !bp_defects_add(&l->w->defects, e->text))
		return 0;
	return bp_place_error(&e->at, l->err,
			      "\"%.40s\" is not allowed: an id such as DEF-P2P-9, or rfc, base or "
			      "all",
			      e->text ?: "");
}

static int take_name(const struct load *l, const struct entry *e)
{
	if (!e->text)
		return bp_place_error(&e->at, l->err, "one value is allowed");
	bp_pci_text_copy(l->w->name, sizeof(l->w->name), e->text, e->text + strlen(e->text));
	return 0;
}

static int take_seed(const struct load *l, const struct entry *e)
{
	if (!e->text)
		return bp_place_error(&e->at, l->err, "one value is allowed");
	return bp_parse_number(&e->at, e->text, 0, UINT64_MAX, &l->w->seed, l->err);
}

static int take_other(const struct load *l, struct entry *e)
{
	char top[64];

	if (behind(e->path, "defects[")) {
		e->at.key = "defects";
		return add_defect(l, e);
	}
	if (!strcmp(e->path, "defects") && e->text)
		return bp_place_error(&e->at, l->err, "one value: a list in [ ] is allowed");
	if (!strcmp(e->path, "name"))
		return take_name(l, e);
	if (!strcmp(e->path, "seed"))
		return take_seed(l, e);
	snprintf(top, sizeof(top), "%.*s", (int)strcspn(e->path, ".["), e->path);
	if (!strcmp(top, "machine") || bp_machine_is_other(top))
		return 0;
	e->at.key = top;
	return bp_place_error(&e->at, l->err,
			      "unknown key: p2p and the other keys of a scenario are allowed");
}

static int take_all(const struct load *l)
{
	struct entry e;
	int rc = 0;

	for (size_t i = 0; !rc && (e.path = bp_yaml_path_at(l->lines, i, &e.at.line)); i++) {
		const char *ours = behind(e.path, "p2p");

		e.at.file = l->path;
		e.at.key = e.path;
		e.text = bp_yaml_value(l->lines, "%s", e.path);
		rc = ours && (!*ours || *ours == '.' || *ours == '[') ? take_ours(l, &e, ours)
								      : take_other(l, &e);
	}
	return rc;
}

static int check_io(const struct load *l, unsigned i, u64 *commands)
{
	const struct bp_workload_io *io = &l->w->ios[i];
	const struct bp_place at = { l->path, io->line, "ios" };

	*commands += io->count;
	if (*commands > BP_WORKLOAD_COMMANDS_MAX)
		return bp_place_error(&at, l->err, "more than %u commands",
				      BP_WORKLOAD_COMMANDS_MAX);
	if (!io->bytes == (io->op == BP_WORKLOAD_FLUSH))
		return 0;
	return bp_place_error(&at, l->err,
			      io->bytes ? "bytes is there: a flush has none"
					: "bytes is missing: only a flush has none");
}

/* The machine is that of the scenario, unless it names another. */
static int find_machine(const struct load *l)
{
	struct bp_workload *w = l->w;
	const struct bp_place at = { l->path, bp_yaml_line(l->lines, "p2p.machine"), "machine" };
	char path[2 * PATH_MAX];

	if (*w->machine)
		bp_path_beside(l->path, w->machine, path, sizeof(path));
	else if (bp_yaml_line(l->lines, "machine"))
		strlcpy(path, l->path, sizeof(path));
	else
		return 0;
	if (strlcpy(w->machine, path, sizeof(w->machine)) >= sizeof(w->machine))
		return bp_place_error(&at, l->err, "is longer than a name may be");
	return 0;
}

static int check(const struct load *l)
{
	const struct bp_place at = { l->path, bp_yaml_line(l->lines, "p2p"), "p2p" };
	u64 commands = 0;
	int rc = 0;

	if (!at.line)
		return bp_place_error(&at, l->err,
				      "is missing: the scenario describes no workload");
	if (!l->w->nr_ios)
		return bp_place_error(&at, l->err, "ios is missing: one entry or more is allowed");
	for (unsigned i = 0; !rc && i < l->w->nr_ios; i++)
		rc = check_io(l, i, &commands);
	return rc ?: find_machine(l);
}

static struct bp_workload *make(void)
{
	struct bp_workload *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->ios = calloc(BP_WORKLOAD_IOS_MAX, sizeof(*w->ios));
	w->seed = 1;
	w->flows = BP_WORKLOAD_ALL;
	w->depth = 128;
	w->inline_bytes = 4096;
	w->size = 64 << 20;
	if (w->ios)
		return w;
	free(w);
	return NULL;
}

int bp_workload_load(const char *path, struct bp_workload **workload, struct bp_error *err)
{
	struct load l = { .path = path, .err = err };
	int rc;

	*workload = NULL;
	rc = bp_yaml_lines_read(path, &l.lines, err);
	if (rc)
		return rc;
	l.w = make();
	rc = l.w ? take_all(&l) ?: check(&l) : bp_error_set(err, NULL, 0, NULL, "out of memory");
	bp_yaml_lines_free(l.lines);
	if (rc)
		bp_workload_free(l.w);
	else
		*workload = l.w;
	return rc;
}

void bp_workload_free(struct bp_workload *workload)
{
	if (!workload)
		return;
	free(workload->ios);
	free(workload);
}
