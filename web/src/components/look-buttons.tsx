/** Language and theme where nobody is signed in. */
import { Languages, Moon, Sun } from "lucide-react";
import { Button } from "@/components/ui/button";
import { chooseLanguage, LANGUAGES, useLanguage, useT } from "@/i18n";
import { setTheme, useTheme } from "@/lib/theme";

export function LookButtons() {
  const t = useT();
  const language = useLanguage();
  const { dark } = useTheme();
  const other = language === "en" ? "zh" : "en";
  return (
    <>
      <Button variant="ghost" size="sm" lang={other} onClick={() => void chooseLanguage(other)}>
        <Languages aria-hidden />
        {LANGUAGES[other]}
      </Button>
      <Button variant="ghost" size="sm" onClick={() => setTheme(dark ? "light" : "dark")}>
        {dark ? <Sun aria-hidden /> : <Moon aria-hidden />}
        <span className="max-sm:sr-only">{dark ? t("shell.light") : t("shell.dark")}</span>
      </Button>
    </>
  );
}
