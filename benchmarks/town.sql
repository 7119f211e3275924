-- Fills the benchmark town: {homes} and the like are row generators, {s} the seasons, one home in {deep} has them all.
INSERT INTO community (id, org_id, code, name, abbr, pinyin, pinyin_initials)
  {communities} SELECT n, 1, 'C' || n, '春风' || n || '里', 'CF' || n, 'chunfeng', 'cf' || n || 'l' FROM g;
INSERT INTO building (id, community_id, number, sort, floors, entrances)
  {buildings} SELECT n, (n - 1) / 10 + 1, (n - 1) % 10 + 1, (n - 1) % 10 + 1, 10, 2 FROM g;
INSERT INTO entrance (id, building_id, number) {entrances} SELECT n, (n - 1) / 2 + 1, (n - 1) % 2 + 1 FROM g;
INSERT INTO household (id, account_no, community_id, building_id, entrance_id, floor, column_no, room, room_key,
    circuit_id, address, connected)
  {homes} SELECT n, 3100000000 + n, (n - 1) / 400 + 1, (n - 1) / 40 + 1, (n - 1) / 20 + 1, (n - 1) % 20 / 2 + 1,
    (n - 1) % 2 + 1, ((n - 1) % 20 / 2 + 1) || '0' || ((n - 1) % 2 + 1),
    ((n - 1) / 20 % 2 + 1) || '-' || ((n - 1) % 20 / 2 + 1) || '0' || ((n - 1) % 2 + 1), 1,
    '春风' || ((n - 1) / 400 + 1) || '里' || ((n - 1) / 40 % 10 + 1) || '号楼' || ((n - 1) / 20 % 2 + 1) || '单元'
    || ((n - 1) % 20 / 2 + 1) || '0' || ((n - 1) % 2 + 1) || '室', 'connected' FROM g;
INSERT INTO party (id, kind, name, pinyin, pinyin_initials)
  {homes} SELECT n, 'person', substr('王李张刘陈杨赵黄周吴', n % 10 + 1, 1) || substr('秀建国志文玉春丽海明', n / 10 % 10 + 1, 1)
    || substr('英华平军芳兰梅强辉波', n / 100 % 10 + 1, 1), '', substr('wlzlcyzhzw', n % 10 + 1, 1)
    || substr('xjgzwyclhm', n / 10 % 10 + 1, 1) || substr('yhpjflmqhb', n / 100 % 10 + 1, 1) FROM g;
INSERT INTO party_phone (party_id, phone) {homes} SELECT n, '1380' || substr('0000000' || n * 7 % 10000000, -7) FROM g;
INSERT INTO household_party (household_id, party_id, role, valid_from) {homes} SELECT n, n, 'owner', '2015-01-01' FROM g;
INSERT INTO household_terms (household_id, valid_from, gross_m2, charge_m2, use_class, stat_class, charge_kind)
  {homes} SELECT n, '2015-01-01', 4000 + n * 37 % 10000, 4000 + n * 37 % 10000, '居民', '居民', 'area' FROM g;
INSERT INTO supply_period (household_id, season_id, state, valid_from, valid_to)
  {homes} SELECT n, 1, CASE WHEN n % 17 THEN 'supplied' ELSE 'suspended' END, '2026-07-01', '2027-07-01' FROM g;
INSERT INTO search_key (kind, key, household_id)
SELECT 'address', a || substr(address, 1, 0) || d, id FROM (SELECT h.id, h.address, '' a, b.number || '-' || h.room_key d
    FROM household h JOIN building b ON b.id = h.building_id UNION ALL
  SELECT h.id, h.address, c.name, b.number || '-' || h.room_key FROM household h JOIN building b ON b.id = h.building_id
    JOIN community c ON c.id = h.community_id UNION ALL
  SELECT h.id, h.address, c.abbr, b.number || '-' || h.room_key FROM household h JOIN building b ON b.id = h.building_id
    JOIN community c ON c.id = h.community_id) ORDER BY 2, 3;
INSERT INTO search_key SELECT 'initials', pinyin_initials, id FROM party ORDER BY 2, 3;
INSERT INTO search_key SELECT DISTINCT 'name', k, id FROM (SELECT name k, id FROM party UNION ALL
  SELECT substr(name, 2), id FROM party UNION ALL SELECT substr(name, 3), id FROM party) ORDER BY 2, 3;
INSERT INTO search_key SELECT 'number', account_no, id FROM household ORDER BY 2, 3;
INSERT INTO search_key SELECT 'phone', substr(phone, 11, 1) || substr(phone, 10, 1) || substr(phone, 9, 1)
  || substr(phone, 8, 1) || substr(phone, 7, 1) || substr(phone, 6, 1) || substr(phone, 5, 1) || '0831', party_id
  FROM party_phone ORDER BY 2, 3;
INSERT INTO tariff (id, org_id, code, version, name, valid_from, rule) VALUES (1, 1, 'resident', 1, '居民', '2015-01-01', '{{}}');
INSERT OR IGNORE INTO season (id, code, name) WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {s})
  SELECT n, (2027 - n) || '-' || (2028 - n), (2027 - n) || '-' || (2028 - n) || ' 采暖季' FROM g;
INSERT INTO season_account (id, household_id, season_id, community_id, debtor_id, tariff_id, area_basis, area_m2, price,
    use_class, charge_kind, supply_state, opened_at)
  SELECT row_number() OVER (), h.id, s.id, h.community_id, h.id, 1, 'charge', 9000, 250000, '居民', 'area', 'supplied', 0
  FROM season s JOIN household h ON s.id = 1 OR h.id % {deep} = 0;
INSERT INTO charge (id, account_id, household_id, season_id, debtor_id, kind, fen, qty, price, due_on, once_key, txn_id)
  SELECT id, id, household_id, season_id, debtor_id, 'heat', 225000, '90.00', 250000, '2026-12-31', 'c' || id, id
  FROM season_account;
INSERT INTO txn (id, kind, once_key, biz_on, posted_at, n_entries, prev_hash, hash)
  SELECT id, 'charge', 'c' || id, '2026-10-01', 0, 2, x'00', x'00' FROM season_account;
INSERT INTO entry (txn_id, line, account_id, fen, household_id, season_id, charge_id)
  SELECT id, 1, 1, 225000, household_id, season_id, id FROM season_account;
INSERT INTO entry (txn_id, line, account_id, fen, household_id, season_id)
  SELECT id, 2, 8, -225000, household_id, season_id FROM season_account;
INSERT INTO txn (id, kind, once_key, biz_on, posted_at, n_entries, prev_hash, hash)
  SELECT id + 100000000, 'payment', 'p' || id, '2026-11-01', 0, 2, x'00', x'00' FROM season_account
  WHERE season_id > 1 OR id % 3 > 0;
INSERT INTO entry (txn_id, line, account_id, fen, household_id, season_id, charge_id)
  SELECT id + 100000000, 1, 1, -225000, household_id, season_id, id FROM season_account WHERE season_id > 1 OR id % 3 > 0;
INSERT INTO entry (txn_id, line, account_id, fen, household_id, season_id)
  SELECT id + 100000000, 2, 2, 225000, household_id, season_id FROM season_account WHERE season_id > 1 OR id % 3 > 0;
INSERT INTO payment (id, txn_id, channel, fen, received_on, received_at, once_key)
  SELECT id, id + 100000000, 'counter', 225000, '2026-11-01', 0, 'p' || id FROM season_account
  WHERE season_id > 1 OR id % 3 > 0;
INSERT INTO open_charge (charge_id, household_id, community_id, season_id, debtor_id, kind, due_on, open_fen)
  SELECT id, household_id, community_id, season_id, debtor_id, 'heat', '2026-12-31', 225000 FROM season_account
  WHERE season_id = 1 AND id % 3 = 0;
INSERT INTO contact (household_id, at, kind, direction, text)
  WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 12)
  SELECT id, 1700000000000 + id * 1000 + i * 86400000, CASE i % 4 WHEN 0 THEN 'temperature' ELSE 'note' END, 'internal',
    CASE i % 4 WHEN 0 THEN '20.' || i % 10 ELSE '记一笔' END FROM household, k WHERE id % {deep} = 0;
