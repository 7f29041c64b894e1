/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/machine_load.h"
#include "input/pci_host.h"

static int copy_text(const struct bp_machine_load *l, const char *path, char **copy, unsigned *line)
{
	const char *text;
	int rc = bp_machine_text(l, path, &text);

	if (rc || !text)
		return rc;
	if (line)
		*line = bp_machine_place(l, path).line;
	*copy = strdup(text);
	return *copy ? 0 : bp_error_set(l->err, NULL, 0, NULL, "out of memory");
}

static int load_cpu(struct bp_machine_load *l)
{
	struct bp_place at = bp_machine_place(l, "machine.cpu");
	const char *text;
	int rc = bp_machine_text(l, "machine.cpu", &text);

	return rc || !text ? rc : bp_pci_cpu_parse(&at, text, &l->said->machine, l->err);
}

static int load_iommu(struct bp_machine_load *l)
{
	struct bp_place at = bp_machine_place(l, "machine.iommu");
	const char *text;
	int rc = bp_machine_text(l, "machine.iommu", &text);

	if (rc || !text)
		return rc;
	if (!strcmp(text, "on") || !strcmp(text, "true"))
		l->said->machine.iommu = BP_P2P_IOMMU_ON;
	else if (!strcmp(text, "off") || !strcmp(text, "false"))
		l->said->machine.iommu = BP_P2P_IOMMU_OFF;
	else
		return bp_place_error(&at, l->err, "\"%.40s\" is not allowed: on or off", text);
	return 0;
}

static int load_acs(struct bp_machine_load *l)
{
	struct bp_place at = bp_machine_place(l, "machine.acs");
	const char *text;
	int rc = bp_machine_text(l, "machine.acs", &text);

	if (rc || !text)
		return rc;
	if (strcmp(text, "default"))
		return bp_place_error(&at, l->err,
				      "\"%.40s\" is not allowed: default is, and acs= in the tree",
				      text);
	l->said->acs_default = true;
	return 0;
}

static int load_ram(struct bp_machine_load *l)
{
	unsigned nr;
	int rc = bp_machine_count(l, "machine.ram", BP_PCI_RAM_MAX, true, &nr);

	for (unsigned i = 0; !rc && i < nr; i++) {
		struct resource *range = &l->records->ram[i];
		char path[BP_MACHINE_PATH_MAX];

		snprintf(path, sizeof(path), "machine.ram[%u]", i);
		rc = bp_machine_range(l, path, range);
		for (unsigned k = 0; !rc && k < i; k++)
			if (bp_machine_overlap(range, l->records->ram[k].start,
					       l->records->ram[k].end)) {
				struct bp_place at = bp_machine_place(l, path);

				rc = bp_place_error(&at, l->err, "overlaps another range of RAM");
			}
		l->records->nr_ram = i + 1;
	}
	return rc;
}

static int load_all(struct bp_machine_load *l)
{
	struct bp_place machine = bp_machine_place(l, "machine");

	if (!machine.line)
		return bp_place_error(&machine, l->err,
				      "is missing: the scenario describes no PCI machine");
	if (bp_yaml_value(l->lines, "machine"))
		return bp_place_error(&machine, l->err,
				      "a mapping is allowed, of which host_bridges must be there");
	return bp_machine_check_keys(l) ?:
	       copy_text(l, "rules", &l->said->rules, NULL) ?:
	       load_cpu(l) ?:
	       load_iommu(l) ?:
	       copy_text(l, "machine.disable_acs_redir", &l->said->disable_acs_redir, &l->said->disable_acs_redir_line) ?:
	       copy_text(l, "machine.config_acs", &l->said->config_acs, &l->said->config_acs_line) ?:
	       load_acs(l) ?:
	       load_ram(l) ?:
	       bp_machine_bridges(l) ?:
	       bp_pci_records_sort(l->records, l->err);
}

bool bp_machine_is_scenario(const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;

	return dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

int bp_machine_load(struct bp_pci_records *records, const char *path, struct bp_machine_said *said,
		    struct bp_error *err)
{
	struct bp_machine_load l = { .path = path, .records = records, .said = said, .err = err };
	int rc;

	memset(records, 0, sizeof(*records));
	memset(said, 0, sizeof(*said));
	snprintf(records->source, sizeof(records->source), "%s", path);
	records->is_described = true;
	rc = bp_yaml_lines_read(path, &l.lines, err);
	if (rc)
		return rc;
	rc = load_all(&l);
	bp_yaml_lines_free(l.lines);
	return rc;
}

void bp_machine_said_free(struct bp_machine_said *said)
{
	free(said->disable_acs_redir);
	free(said->config_acs);
	free(said->rules);
}
