// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.oip.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari settings}. */
@Command(
        name = "settings",
        description = "Lists all settings: name, kind, default, meaning.",
        footer = {
            "",
            "A setting comes from application.properties in the working folder; over it from the environment, where",
            "mehari.taps.schemes is MEHARI_TAPS_SCHEMES and mehari.http.max-in-flight is MEHARI_HTTP_MAX_IN_FLIGHT; over that",
            "from --set NAME=VALUE. Limits of one graph stand in its file, in spec.limits."
        })
final class SettingsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a list of {name, environment, type, default, meaning}.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Setting> settings = SettingsTable.installed().all();
        if (json) {
            List<Map<String, String>> list = new ArrayList<>();
            settings.forEach(setting -> list.add(row(setting)));
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(list));
        } else {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("SETTING", "TYPE", "DEFAULT", "MEANING"));
            settings.forEach(setting -> rows.add(List.of(
                    setting.name(),
                    SettingsTable.type(setting),
                    setting.byDefault().isEmpty() ? "-" : setting.byDefault(),
                    setting.meaning())));
            Table.print(out, rows);
        }
        out.flush();
        return 0;
    }

    private static Map<String, String> row(Setting setting) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("name", setting.name());
        row.put("environment", SettingsTable.environment(setting.name()));
        row.put("type", SettingsTable.type(setting));
        row.put("default", setting.byDefault());
        row.put("meaning", setting.meaning());
        return row;
    }
}
