/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the words of a scenario file to a scenario that makes sense.
 */
#include <bsd/string.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <input/limits_keys.h>
#include <input/plain_file.h>
#include <input/rule_set.h>
#include <input/scenario_load.h>

#define PAGE_SHIFT_DEFAULT 12

static struct bp_place top_key(const struct bp_scenario_load *l, const char *key)
{
	return (struct bp_place){ l->path, bp_yaml_line(l->lines, "%s", key), key };
}

static int load_name(struct bp_scenario_load *l)
{
	if (l->raw->name)
		strlcpy(l->s->name, l->raw->name, sizeof(l->s->name));
	return 0;
}

static int load_seed(struct bp_scenario_load *l)
{
	struct bp_place at = top_key(l, "seed");

	l->s->seed = 1;
	return l->raw->seed ? bp_parse_number(&at, l->raw->seed, 0, UINT64_MAX, &l->s->seed, l->err)
			    : 0;
}

static int load_rules(struct bp_scenario_load *l)
{
	struct bp_place at = top_key(l, "rules");
	int rc = bp_rule_set_parse(&at, l->raw->rules, &l->s->rules, l->err);

	if (!rc && l->rules)
		l->s->rules = l->rules;
	return rc;
}

static int load_page_size(struct bp_scenario_load *l)
{
	struct bp_place at = top_key(l, "page_size");
	u64 bytes = 1u << PAGE_SHIFT_DEFAULT;
	int rc = 0;

	if (l->raw->page_size)
		rc = bp_parse_size(&at, l->raw->page_size, 512, 65536, &bytes, l->err);
	if (!rc && bytes & (bytes - 1))
		rc = bp_place_error(&at, l->err, "%" PRIu64 " is not allowed: a power of two",
				    bytes);
	l->s->page_shift = (unsigned)__builtin_ctzll(bytes);
	return rc;
}

static bool is_preset(const char *name)
{
	for (unsigned i = 0; bp_limits_preset_at(i); i++)
		if (!strcmp(name, bp_limits_preset_at(i)))
			return true;
	return false;
}

static void limits_path(const struct bp_scenario_load *l, char *path, size_t size)
{
	const char *what = l->raw->limits ?: "default";

	if (is_preset(what))
		strlcpy(path, what, size);
	else
		bp_path_beside(l->path, what, path, size);
}

static int load_limits(struct bp_scenario_load *l)
{
	struct bp_place at = { .file = l->path };
	char path[2 * PATH_MAX];
	const struct bp_limits_key *key;
	int rc;

	limits_path(l, path, sizeof(path));
	rc = bp_limits_load(path, l->s->rules, &l->s->limits, l->err);
	for (unsigned i = 0; !rc && (key = bp_limits_key_at(i)); i++) {
		at.line = bp_yaml_line(l->lines, "queue.%s", key->name);
		at.key = key->name;
		if (l->raw->queue[i])
			rc = bp_limits_put(&l->s->limits, &at, l->raw->queue[i], l->err);
	}
	at.line = 0;
	at.key = "queue";
	return rc ?: bp_limits_check(&l->s->limits, l->s->rules, &at, l->err);
}

static int load_defects(struct bp_scenario_load *l)
{
	struct bp_place at = { .file = l->path, .key = "defects" };
	int rc = 0;

	for (unsigned i = 0; !rc && i < l->raw->defects_count; i++) {
		at.line = bp_yaml_line(l->lines, "defects[%u]", i);
		if (bp_defects_add(&l->s->defects, l->raw->defects[i]))
			return bp_place_error(&at, l->err,
					      "\"%.40s\" is not allowed: an id such as DEF-4, or "
					      "rfc, base or all",
					      l->raw->defects[i]);
		rc = bp_rule_set_wants_defects(&at, l->s->rules, &l->s->defects, l->err);
	}
	return rc;
}

static int load_capacity(struct bp_scenario_load *l)
{
	struct bp_place at = { l->path, bp_yaml_line(l->lines, "device.capacity_sectors"),
			       "capacity_sectors" };

	return l->raw->capacity_sectors ? bp_parse_number(&at, l->raw->capacity_sectors, 0,
							  UINT64_MAX >> SECTOR_SHIFT,
							  &l->s->capacity_sectors, l->err)
					: 0;
}

/* Of a function the machine is that of the same scenario, if it has one, unless it is named. */
static int find_machine(struct bp_scenario_load *l)
{
	struct bp_device_doc *device = &l->s->device;
	const struct bp_place at = { l->path, bp_yaml_line(l->lines, "device.machine"), "machine" };
	char path[2 * PATH_MAX];

	if (*device->machine)
		bp_path_beside(l->path, device->machine, path, sizeof(path));
	else if (*device->pci && bp_yaml_line(l->lines, "machine"))
		strlcpy(path, l->path, sizeof(path));
	else
		return 0;
	if (strlcpy(device->machine, path, sizeof(device->machine)) >= sizeof(device->machine))
		return bp_place_error(&at, l->err, "is longer than a name may be");
	return 0;
}

static int load_device(struct bp_scenario_load *l)
{
	struct bp_place at = { .file = l->path };
	int rc = 0;

	bp_device_init(&l->s->device);
	for (unsigned i = 0; !rc && (at.key = bp_device_key(i)); i++) {
		at.line = bp_yaml_line(l->lines, "device.%s", at.key);
		if (l->raw->device[i])
			rc = bp_device_put(&l->s->device, &at, l->raw->device[i], l->err);
	}
	at = top_key(l, "device");
	rc = rc ?: find_machine(l);
	return rc ?: bp_device_check(&l->s->device, l->s->page_shift, &at, l->err);
}

static int load_faults(struct bp_scenario_load *l)
{
	struct bp_place at = { .file = l->path, .key = "faults" };
	int rc = 0;

	for (unsigned i = 0; !rc && i < l->raw->faults_count; i++) {
		at.line = bp_yaml_line(l->lines, "faults[%u]", i);
		rc = bp_nvme_doc_add_fault(&l->s->nvme, &at, l->raw->faults[i], l->err);
	}
	return rc;
}

/* The driver sets the limits (NVH-38). */
static int refuse_limits(struct bp_scenario_load *l)
{
	const char *key = bp_yaml_line(l->lines, "limits") ? "limits" : "queue";
	const struct bp_place at = top_key(l, key);

	return at.line ? bp_place_error(&at, l->err,
					"not with nvme: the driver sets the limits of its queue")
		       : 0;
}

static int load_nvme(struct bp_scenario_load *l)
{
	struct bp_nvme_doc *nvme = &l->s->nvme;
	struct bp_place at = top_key(l, "nvme");
	int rc = 0;

	bp_nvme_doc_init(nvme);
	nvme->on = l->s->device.is_nvme = at.line;
	if (nvme->on)
		rc = refuse_limits(l);
	for (unsigned i = 0; !rc && (at.key = bp_nvme_doc_key(i)); i++) {
		at.line = bp_yaml_line(l->lines, "nvme.%s", at.key);
		if (l->raw->nvme[i])
			rc = bp_nvme_doc_put(nvme, &at, l->raw->nvme[i], l->err);
	}
	rc = rc ?: load_faults(l);
	at = top_key(l, nvme->on ? "nvme" : "faults");
	return rc ?: bp_nvme_doc_check(nvme, &at, l->err);
}

static int load_plug(struct bp_scenario_load *l)
{
	struct bp_place at = top_key(l, "plug");

	return l->raw->plug ? bp_parse_bool(&at, l->raw->plug, &l->s->plug, l->err) : 0;
}

static int load_ios(struct bp_scenario_load *l)
{
	int rc = 0;

	l->s->ios = calloc(l->raw->ios_count, sizeof(*l->s->ios));
	if (!l->s->ios)
		return -ENOMEM;
	l->s->nr_ios = l->raw->ios_count;
	for (unsigned i = 0; !rc && i < l->s->nr_ios; i++)
		rc = bp_scenario_load_io(l, i);
	return rc;
}

/* In this order: rules judge limits, page size bounds layouts, the device bounds I/Os. */
static int (*const steps[])(struct bp_scenario_load *l) = {
	load_name,     load_seed,   load_rules, load_page_size, load_limits, load_defects,
	load_capacity, load_device, load_nvme,	load_plug,	load_ios,
};

static int load_all(struct bp_scenario_load *l)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < bp_array_size(steps); i++)
		rc = steps[i](l);
	return rc;
}

int bp_scenario_load(const char *path, const struct bp_rules *rules, struct bp_scenario **scenario,
		     struct bp_error *err)
{
	struct bp_yaml_scenario *raw;
	struct bp_scenario_load l = { .path = path, .rules = rules, .err = err };
	int rc;

	*scenario = NULL;
	rc = bp_yaml_lines_read(path, &l.lines, err);
	if (rc)
		return rc;
	rc = bp_yaml_scenario_load(path, l.lines, &raw, err);
	if (!rc) {
		l.raw = raw;
		l.s = calloc(1, sizeof(*l.s));
		rc = l.s ? load_all(&l) : -ENOMEM;
		bp_yaml_scenario_free(raw);
	}
	if (rc == -ENOMEM)
		bp_error_set(err, path, 0, NULL, "out of memory");
	bp_yaml_lines_free(l.lines);
	if (rc)
		bp_scenario_free(l.s);
	else
		*scenario = l.s;
	return rc;
}

void bp_scenario_free(struct bp_scenario *scenario)
{
	if (!scenario)
		return;
	for (unsigned i = 0; i < scenario->nr_ios; i++)
		free(scenario->ios[i].vectors);
	free(scenario->ios);
	free(scenario);
}
