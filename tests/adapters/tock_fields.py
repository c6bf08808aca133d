"""Tock's published model (2.7) as a table: the fields and enum words of every message.

A field's kind says which JSON values it may have; a message is named, `[]` marks a list.
"""

RESERVATION_MESSAGES = {
    "Business": "id:u64 name:text domainName:text locale:text currencyCode:text timeZone:text",
    "Discount": (
        "description:text amountCents:i32 discountType:DiscountType giftCard:GiftCard"
        " confirmationNumber:text promoCode:text ticketTypePromoCodeId:u64"
        " loyaltyProgram:LoyaltyProgram"
    ),
    "GetReservationResponse": "reservation:Reservation",
    "GiftCard": "giftCardProvider:GiftCardProvider externalIdentifier:text externalPin:text",
    "KeyValue": "attribute:text attributeValue:text",
    "LoyaltyProgram": "providerType:LoyaltyProvider accountId:text",
    "Note": "noteType:NoteType text:text",
    "Patron": (
        "id:u64 email:text firstName:text lastName:text phone:text phoneCountryCode:text"
        " zipCode:text imageUrl:text isoCountryCode:text loyaltyProgramCardNumber:text"
        " loyaltyProgramAccountId:text"
    ),
    "Payout": "id:i64 arrivalDate:text",
    "PurchasedCustomCharge": "name:text amountCents:u64",
    "PurchasedExperience": "id:u64 name:text amountCents:u64 posSku:text variety:Variety",
    "PurchasedFee": "id:u64 name:text amountCents:u64 posSku:text",
    "PurchasedOption": "id:u64 name:text amountCents:u64 posSku:text",
    "Question": "name:text response:text[]",
    "Refund": (
        "id:i64 amount:i32 isDispute:bool status:RefundStatus payout:Payout processorId:text"
        " processorFeeRefundedCents:u32 tockFeeRefundedCents:u32"
    ),
    "Reservation": (
        "id:u64 business:Business dateTime:text partySize:i32 experience:PurchasedExperience"
        " option:PurchasedOption[] fee:PurchasedFee[] customCharge:PurchasedCustomCharge[]"
        " keyValue:KeyValue[] compAmountCents:i32 subtotalCents:i32 taxRate:float taxCents:i32"
        " serviceChargeRate:float serviceChargeCents:i32 selectedGratuityRate:float"
        " gratuityCents:i32 eventFeeRate:float eventFeeCents:i32 customFeeRate:float"
        " customFeeCents:i32 customFeeName:text totalPriceCents:i32 discount:Discount[]"
        " netAmountPaidCents:i32 amountDueCents:i32 createdTimestamp:u64"
        " lastUpdatedTimestamp:u64 serviceDateTimestamp:u64 transferredOut:bool"
        " transferredOutAmountCents:u32 isCancelled:bool ownerPatron:Patron dinerPatron:Patron"
        " versionId:u64 loyaltyProgramCardNumberUsed:text visitFeedback:VisitFeedback[]"
        " visitTag:VisitTag[] payment:TockPayment[] refund:Refund[] partyState:PartyState"
        " sequenceId:u32 confirmationCode:text serverName:text walkinId:i64 note:Note[]"
        " question:Question[] table:Table[] seatingOption:SeatingOption"
    ),
    "SeatingOption": "id:i64 name:text isOutdoors:bool",
    "Table": "id:u64 name:text room:text externalId:text",
    "TockPayment": (
        "id:i64 amount:i32 payout:Payout paymentType:PaymentType processorId:text"
        " processorFeeCents:u32 tockFeeCents:u32"
    ),
    "VisitFeedback": (
        "id:u64 rating:Rating message:text isLocked:bool createdAtEpochSec:i64"
        " ratingType:RatingType ratingScore:u32"
    ),
    "VisitTag": "tag:text",
}

PROFILE_MESSAGES = {
    "Address": "address1:text address2:text city:text state:text country:text zipCode:text",
    "AuditedNote": (
        "note:text lastUpdatedBy:Patron lastUpdatedAtTimestampMs:u64 previousVersionId:u64"
        " noteType:GuestNoteType"
    ),
    "Business": RESERVATION_MESSAGES["Business"],
    "BusinessGroupGuestProfile": "note:AuditedNote[] tag:text[] spend:BusinessGroupSpend",
    "BusinessGroupSpend": "totalSpendCents:u64 spendInLastYearCents:u64",
    "BusinessGuestProfile": ("business:Business note:AuditedNote[] tag:text[] spend:BusinessSpend"),
    "BusinessSpend": ("totalSpendCents:u64 averageSpendPerVisitCents:u64 spendInLastYearCents:u64"),
    "Day": "type:DayType day:u32 month:u32 year:u32",
    "ExternalIntegrationAttribute": (
        "businessId:u64 patronId:u64 type:text attribute:text stringValue:text intValue:text"
    ),
    "GetGuestResponse": "guest:GuestProfile",
    "GuestProfile": (
        "id:u64 patron:Patron nickName:text company:text jobTitle:text spouseName:text"
        " spouse:Patron address:Address phone:Phone[] day:Day[] link:Link[]"
        " patronProfileDietaryRestriction:text[] patronProfileHospitalityPreference:text[]"
        " patronProfileAversions:text businessGroupId:u64 nextGuestProfileId:u64"
        " importedProfile:ImportedGuestProfile businessGuestProfile:BusinessGuestProfile[]"
        " businessGroupGuestProfile:BusinessGroupGuestProfile tag:text[]"
        " attribute:ExternalIntegrationAttribute[] canEdit:bool isArchived:bool"
        " updatedBy:Patron loyaltyProgramCardNumber:text loyaltyProgramMembershipLevel:text"
        " loyaltyProgramAccountId:text optInSource:OptInSource optIn:bool versionId:u64"
        " createdAtTimestamp:u64 updatedAtTimestamp:u64 isTockVerified:bool dateOptedIn:text"
    ),
    "ImportedGuestProfile": "link:Link[]",
    "Link": "type:LinkType link:text",
    "Patron": RESERVATION_MESSAGES["Patron"],
    "Phone": "type:PhoneType phone:text phoneCountryCode:text",
}

ENUMS = {
    "DiscountType": "CREDIT SUBTOTAL_COMP POST_TOTAL_ADMIN_COMP POST_TOTAL_REFUND",
    "GiftCardProvider": "TCC STUB PAYTRONIX",
    "LoyaltyProvider": "PAYTRONIX ANNEXCLOUD",
    "NoteType": "BOOKING_GENERAL_NOTE BOOKING_DIETARY_NOTE GUEST_PROVIDED_NOTE",
    "Variety": "RESERVATION PREPAID DEPOSIT TABLESIDE PICKUP DELIVERY EVENT",
    "RefundStatus": "COMPLETE DEFERRED ERROR",
    "PartyState": (
        "EXPECTED ARRIVED SEATED LEFT NO_SHOW CANCELLED AWAITING_RESPONSE CONFIRMED_VIA_TEXT"
        " CONFIRMED_VIA_EMAIL PARTIALLY_ARRIVED PARTIALLY_SEATED FINISHED"
    ),
    "PaymentType": ("NONE CREDIT_CARD CHASE_PAY CHASE_ULTIMATE_REWARDS TOCK_GIFT_CARD PAY_ON_SITE"),
    "Rating": "BAD NEUTRAL GOOD",
    "RatingType": "THREE_POINT_EMOTICON FIVE_POINT_STAR",
    "GuestNoteType": "GENERAL DIETARY",
    "DayType": "BIRTHDAY OTHER_BIRTHDAY ANNIVERSARY PARTNER_BIRTHDAY",
    "LinkType": "IMAGE TWITTER FACEBOOK LINKEDIN INSTAGRAM IMAGE_BACKUP",
    "OptInSource": "PURCHASE WAITLIST NEWSLETTER IMPORTED NO_OPT_IN OPTED_OUT",
    "PhoneType": "MOBILE HOME WORK PAGER FAX HOTEL OTHER",
}


def fields(messages: dict[str, str], message: str) -> dict[str, str]:
    """The fields of a message with their kinds."""
    return dict(field.split(":") for field in messages[message].split())


def leaves(messages: dict[str, str], message: str, path: tuple = ()) -> list[tuple[tuple, str]]:
    """Every plain field below a message: (path of names, kind); a list is a name with `[]`."""
    found = []
    for name, kind in fields(messages, message).items():
        is_list, bare = kind.endswith("[]"), kind.removesuffix("[]")
        step = (*path, f"{name}[]" if is_list else name)
        found += leaves(messages, bare, step) if bare in messages else [(step, bare)]
    return found


def sample(kind: str, *, other: bool = False):
    """A value of a kind, and another one."""
    if kind in ENUMS:
        words = ENUMS[kind].split()
        return words[-1 if other else 1]
    values = {
        "text": ("Estate", "Other"),
        "bool": (True, False),
        "float": (0.125, 7.5),
        "i32": (4, 5),
        "u32": (6, 7),
        "i64": (8, 9),
        "u64": (11, 12),
    }
    return values[kind][other]


def holding(path: tuple, value: object) -> dict:
    """A payload with nothing in it but one value."""
    step, *rest = path
    inner = holding(tuple(rest), value) if rest else value
    return {step.removesuffix("[]"): [inner] if step.endswith("[]") else inner}
