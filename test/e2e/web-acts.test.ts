import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FakeApi } from "#test/support/fake-api.ts";
import { useDashboard } from "./dashboard.ts";
import { faults, none, screens } from "./look.ts";

describe("what people see and do on the dashboard", () => {
  const { start, visit } = useDashboard();
  let api: FakeApi;

  it("says who has a case, until when, and that it is late", async () => {
    api = await start();
    const board = await visit("desk", "/");
    const row = board.page.locator('[data-row="i142"]');
    await row.getByText(/^あと\d+分$/u).waitFor();
    expect(await row.getByText("情報管理者").count()).toBe(1);
    const late = board.page.locator('[data-row="i140"]');
    await late.getByText(/^期限超過 \d+分$/u).waitFor();
    expect(await late.getByText("称名 四郎（代）").count()).toBe(1);
    expect(await late.getByText("未受領のまま上申").count()).toBe(1);
    const sheet = await visit("desk", "/incidents/i142");
    await sheet.page
      .getByText(/^受領期限 .*\d\d:\d\d$/u)
      .first()
      .waitFor();
    const choices = await sheet.page.getByLabel("次の状態").locator("option").allInnerTexts();
    expect(choices).toEqual(["確認中", "対応中", "復旧", "経過観察"]);
  });

  it("says a quiet sentence where nothing needs anybody", async () => {
    api = await start();
    api.office.incidents.splice(0);
    const here = await visit("desk", "/");
    expect(await faults(here, "board-quiet", "現在、対応が必要な事案はありません")).toEqual(none);
  });

  it("reads 確認中 for what nobody knows yet, never 0", async () => {
    api = await start();
    api.office.attendance = { ...api.office.attendance, agentsDue: 0, agentsWatched: 0 };
    api.office.coverage = { ...api.office.coverage, computersInLedger: 0, computersWatched: 0 };
    for (const row of api.office.compliance) Object.assign(row, { state: "silent" });
    const { page } = await visit("desk", "/");
    await page.getByText("監視稼働率（今日）").waitFor();
    expect(await page.getByText("確認中", { exact: true }).count()).toBe(4);
  });

  it("tells a small firm in counts, a larger one also in percent", async () => {
    api = await start();
    const large = await visit("desk", "/");
    await large.page.getByText("88.8%・目標 95%").waitFor();
    api.office.compliance.splice(5);
    const small = await visit("desk", "/");
    await small.page.getByText("台／5台").first().waitFor();
    expect(await small.page.getByText(/%・目標/u).count()).toBe(0);
  });

  it("never shows 監視稼働率 without 監視範囲, and says how the backup stands", async () => {
    api = await start();
    const { page } = await visit("desk", "/");
    const watch = page.getByRole("region", { name: "見張りの状態" });
    await watch.getByText("99.2").waitFor();
    expect(await watch.getByText("監視範囲").count()).toBe(1);
    await page.getByText(/控えが一度も取られていません$/u).waitFor();
    api.office.backup = {
      lastAt: api.office.attendance.to,
      place: "same-disk",
      failures: 3,
      lastError: "書き込めません。",
    };
    const later = await visit("phone", "/");
    expect(await faults(later, "board-backup", "3回続けて失敗しています")).toEqual(none);
    expect(await later.page.getByText("同じディスクにあります").count()).toBe(1);
  });

  it("gives a suspicion of 重大 the whole width, the telephone and the tab", async () => {
    api = await start();
    const [first] = api.office.incidents;
    if (first) api.office.incidents[0] = { ...first, severity: "suspected-grave" };
    for (const size of ["desk", "phone"] as const) {
      const here = await visit(size, "/");
      expect(await faults(here, `board-grave-${size}`, "090-0000-0001")).toEqual(none);
      expect(await here.page.title()).toContain("【重大の疑い】");
      const card = here.page.getByRole("region", { name: "重大または重大の疑い" });
      expect(await card.locator("[data-row]").count()).toBe(1);
    }
  });

  it("shows a new case without a reload, marked until somebody was there", async () => {
    api = await start();
    const { page } = await visit("desk", "/");
    await page.getByText("未登録のUSBメモリの接続").waitFor();
    await page.getByText(/\d\d:\d\d:\d\d 更新中/u).waitFor();
    const [first] = api.office.incidents;
    if (first) api.office.incidents.unshift({ ...first, id: "i143", number: "R8-0143" });
    api.publish("incidents");
    await page.locator('[data-row="i143"][data-fresh="true"]').waitFor({ timeout: 20_000 });
    await page.screenshot({ path: join(screens, "board-new-row.png") });
    await page.mouse.move(500, 400);
    await page.mouse.move(520, 420);
    await page.locator('[data-row="i143"][data-fresh="false"]').waitFor({ timeout: 20_000 });
    expect(await page.locator('[data-row="i143"]').count()).toBe(1);
  });

  it("says when updates have stopped, and shows no old green", async () => {
    api = await start();
    const here = await visit("desk", "/endpoints");
    await here.page.getByText(/更新中/u).waitFor();
    api.beating = false;
    await here.page.getByText("監視サーバからの更新がありません").waitFor({ timeout: 20_000 });
    expect(await faults(here, "endpoints-stalled", "更新が止まっています")).toEqual(none);
    api.beating = true;
    await here.page.getByText(/更新中/u).waitFor({ timeout: 20_000 });
  });

  it("keeps what somebody is writing while everything is asked again", async () => {
    api = await start();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByRole("textbox", { name: "コメント" }).fill("書きかけ");
    api.publish("people");
    api.publish("incidents");
    await page.waitForTimeout(800);
    expect(await page.getByRole("textbox", { name: "コメント" }).inputValue()).toBe("書きかけ");
  });

  it("receives a case by keyboard alone", async () => {
    api = await start();
    const { page } = await visit("desk", "/");
    const button = page.getByRole("button", { name: "受領する R8-0142" });
    await button.waitFor();
    const focused = page.locator(":focus");
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      if ((await focused.getAttribute("aria-label")) === "受領する R8-0142") break;
    }
    await page.keyboard.press("Enter");
    await button.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "上申する R8-0142" }).waitFor();
    expect(
      await page
        .locator('[data-row="i142"]')
        .getByText(/受領済 \d\d:\d\d/u)
        .count(),
    ).toBe(1);
    expect(api.office.incidents[0]?.state).toBe("accepted");
  });

  it("carries a case from its receipt to its end on a phone", async () => {
    api = await start();
    const { page } = await visit("phone", "/incidents/i142");
    const receive = page.getByRole("button", { name: "受領する R8-0142" });
    await receive.waitFor();
    const box = await receive.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(48);
    expect(box?.y ?? 0).toBeGreaterThan(844 / 2);
    await receive.click();
    await page.getByRole("button", { name: "上申する R8-0142" }).click();
    await page.getByLabel("指示（任意）").fill("本人に確認してください。");
    await page.getByRole("dialog").getByRole("button", { name: "上申する" }).click();
    await page.getByText("指示：本人に確認してください。").first().waitFor();
    expect(api.office.incidents[0]?.route.steps[1]?.state).toBe("waiting");
    await page.getByText("先に原因・措置・再発防止策を書いてください").waitFor();
    await page.getByRole("button", { name: "原因・措置・再発防止策を書く" }).click();
    for (const ready of [
      "私物の媒体を業務の端末に接続した。",
      "取り外しを確認し、使用者に事情をたずねた。",
      "登録した媒体だけを使うことを朝礼で周知した。",
    ])
      await page.getByRole("button", { name: ready }).click();
    await page.getByRole("button", { name: "記録する" }).click();
    await page.getByRole("button", { name: "完了にする" }).click();
    expect(await page.getByText("先に原因・措置・再発防止策を書いてください").count()).toBe(0);
    await page.getByLabel("理由").fill("再発防止策を確かめた。");
    await page.getByRole("dialog").getByRole("button", { name: "完了にする" }).click();
    await page.getByText("「完了」にしました").waitFor();
    expect(api.office.incidents[0]?.state).toBe("closed");
    expect(await page.getByRole("button", { name: "完了にする" }).count()).toBe(0);
  });

  it("records a call with its own time", async () => {
    api = await start();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByRole("button", { name: "電話で受けた" }).click();
    const act = page.getByRole("button", { name: "電話での受領を記録する" });
    await page.getByLabel("電話の時刻").fill("2099-01-01T10:00");
    expect(await act.isDisabled()).toBe(true);
    await page.getByLabel("電話の時刻").fill("2026-01-05T10:00");
    await act.click();
    await page.getByText("2026/01/05(月) 10:00 電話にて報告").waitFor();
    expect(api.office.incidents[0]?.route.steps[0]?.stamps[0]?.at).toBe("2026-01-05T01:00:00.000Z");
  });

  it("asks one question about a changed router, and says what each answer does", async () => {
    api = await start();
    const planned = await visit("desk", "/incidents/i139");
    await planned.page.getByText("許可した機器の登録はそのままです。").first().waitFor();
    await planned.page.getByRole("button", { name: "心当たりがない" }).click();
    await planned.page.getByText("「確認中」にしました").waitFor();
    await planned.page.getByRole("button", { name: "予定どおりの交換" }).click();
    await planned.page.getByText("「復旧」にしました").waitFor();
    await planned.page.getByRole("button", { name: "心当たりがない" }).waitFor({ state: "detached" });
    expect(api.office.incidents.find(({ id }) => id === "i139")?.state).toBe("recovered");
  });

  it("judges 重大 by a person with a reason, and lowers it again", async () => {
    api = await start();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByRole("button", { name: "重大と判定する" }).click();
    const dialog = page.getByRole("dialog");
    const act = dialog.getByRole("button", { name: "重大と判定する" });
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel("理由").fill("住民の情報を含むため。");
    await act.click();
    await page.getByRole("button", { name: "重さを引き下げる" }).waitFor();
    expect(api.office.incidents[0]?.severity).toBe("grave");
    expect(await page.getByRole("button", { name: "重大の疑いとする" }).count()).toBe(0);
  });

  for (const size of ["desk", "phone"] as const)
    it(`shows the computers of a 是正事項 and receives all at once (${size})`, async () => {
      api = await start();
      const here = await visit(size, "/correctives");
      await here.page.getByRole("button", { name: /^端末を見る.*サポートが終了したOS/u }).click();
      expect(await faults(here, `correctives-open-${size}`, "Windows 10 Pro 22H2")).toEqual(none);
      await here.page.getByRole("link", { name: "事案 R8-0138" }).waitFor();
      await here.page.getByRole("button", { name: "まとめて受領する" }).click();
      await here.page.getByText("3件を受領しました。").waitFor();
      await here.page.getByRole("button", { name: "まとめて受領する" }).waitFor({ state: "detached" });
    });

  it("prints a case without menu, buttons and forms, with the boxes for seals", async () => {
    api = await start();
    const { page } = await visit("desk", "/incidents/i142");
    await page.getByText("いま行うこと").waitFor();
    await page.emulateMedia({ media: "print" });
    await page.getByText("事故報告書").waitFor();
    await page
      .getByText("承認印欄")
      .or(page.getByRole("list", { name: "承認印欄" }))
      .waitFor();
    await page.getByText("所見").waitFor();
    await page.getByText("最高情報統括責任者 様").waitFor();
    await page.getByRole("list", { name: "報告経路と受領" }).waitFor();
    for (const gone of ["button", "textarea", "select", "nav", "header"])
      expect(await page.locator(`${gone}:visible`).count()).toBe(0);
  });
});
